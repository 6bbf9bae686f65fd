import { Choice, RequestQuestion } from '@sextant/plugin-telemetry-node';
import { ServiceKeys } from './KeysInUse';

/** Attributes that all stand on one span. */
export type Attributes = Readonly<Record<string, string>>;

/** More searches than this are made at once for no question: what is left over is sorted out afterwards. */
const MAX_VARIANTS = 6;
/** The newer convention, and the older one. */
const STATUS_KEYS = ['http.response.status_code', 'http.status_code'];

/**
 * The attributes to search by, one search each: Jaeger compares them as text, all of them on one span, and
 * knows no "or". What cannot be said this way is sorted out of what comes.
 *
 * @param knowsErrors - False for servers that keep an error in the span's status alone.
 */
export function searchVariants(
  question: RequestQuestion,
  keys: ServiceKeys | undefined,
  knowsErrors: boolean,
): Attributes[] {
  const wanted = Object.fromEntries(
    (question.attributes ?? []).map(({ key, value }) => [key, value]),
  );
  // What the reader looks for may stand on another span than the service's own request.
  const isFree = (question.attributes ?? []).length === 0;
  const dimensions = isFree
    ? [
        partVariants('version', question.versions, keys),
        partVariants('environment', question.environments, keys),
        statusVariants(question.status, knowsErrors),
      ]
    : [];
  return dimensions.reduce<Attributes[]>(
    (variants, dimension) =>
      dimension.length === 0 ||
      variants.length * dimension.length > MAX_VARIANTS
        ? variants
        : variants.flatMap(variant =>
            dimension.map(more => ({ ...variant, ...more })),
          ),
    [wanted],
  );
}

/** Empty where the choice cannot be searched for: "says none" is no attribute. */
function partVariants(
  part: 'version' | 'environment',
  choices: readonly Choice[] | undefined,
  keys: ServiceKeys | undefined,
): Attributes[] {
  if (!choices || !keys || (choices.includes(undefined) && keys.lacks[part])) {
    return [];
  }
  return choices.flatMap(choice =>
    choice === undefined ? [] : keys[part].map(key => ({ [key]: choice })),
  );
}

function statusVariants(
  status: string | undefined,
  knowsErrors: boolean,
): Attributes[] {
  if (status === 'error') {
    return knowsErrors ? [{ error: 'true' }] : [];
  }
  return status !== undefined && /^\d{3}$/.test(status)
    ? STATUS_KEYS.map(key => ({ [key]: status }))
    : [];
}
