import {
  Choice,
  LadderPart,
  RequestQuestion,
  RESOURCE_LADDER,
} from '@sextant/plugin-telemetry-node';
import { SearchHabits } from './SearchHabits';

/** Attributes that all stand on one span. */
export type Attributes = Readonly<Record<string, string>>;

/** More searches than this are made at once for no question: what is left over is sorted out afterwards. */
const MAX_VARIANTS = 12;
/** Attributes of which each may stand on the span or on its resource; others are sorted out afterwards. */
const MAX_PREFIXED = 3;
/** The newer convention, and the older one. */
const STATUS_KEYS = ['http.response.status_code', 'http.status_code'];
/** Not every server marks these as errors: failures are searched for by status too. */
const FAILED_STATUSES = ['500', '501', '502', '503', '504'];

/**
 * The attributes to search by, one search each: Jaeger compares them as text, all of them on one span, and
 * knows no "or". Every key that a version or environment may stand under is searched: which ones a service
 * used in a range, no sample can tell. What cannot be said this way is sorted out of what comes.
 */
export function searchVariants(
  question: RequestQuestion,
  habits: SearchHabits,
): Attributes[] {
  const attributes = question.attributes ?? [];
  if (attributes.length > 0) {
    // What the reader looks for may stand on another span than the service's own request.
    const prefixes = habits.resourcePrefix ? ['', habits.resourcePrefix] : [''];
    return attributes
      .slice(0, MAX_PREFIXED)
      .reduce<Attributes[]>(
        (variants, { key, value }) =>
          variants.flatMap(variant =>
            prefixes.map(prefix => ({ ...variant, [prefix + key]: value })),
          ),
        [{}],
      );
  }
  return [
    statusVariants(question.status),
    partVariants('version', question.versions, habits),
    partVariants('environment', question.environments, habits),
  ].reduce<Attributes[]>(
    (variants, dimension) =>
      dimension.length === 0 ||
      variants.length * dimension.length > MAX_VARIANTS
        ? variants
        : variants.flatMap(variant =>
            dimension.map(more => ({ ...variant, ...more })),
          ),
    [{}],
  );
}

/** Empty where the choice cannot be searched for: "says none" is no attribute. */
function partVariants(
  part: LadderPart,
  choices: readonly Choice[] | undefined,
  { resourcePrefix }: SearchHabits,
): Attributes[] {
  if (!choices || choices.includes(undefined)) {
    return [];
  }
  return choices.flatMap(choice =>
    choice === undefined
      ? []
      : RESOURCE_LADDER.keys[part].map(key => ({
          [resourcePrefix + key]: choice,
        })),
  );
}

function statusVariants(status: string | undefined): Attributes[] {
  if (status === 'error') {
    return [{ error: 'true' }, ...FAILED_STATUSES.flatMap(withStatus)];
  }
  return status !== undefined && /^\d{3}$/.test(status)
    ? withStatus(status)
    : [];
}

function withStatus(status: string): Attributes[] {
  return STATUS_KEYS.map(key => ({ [key]: status }));
}
