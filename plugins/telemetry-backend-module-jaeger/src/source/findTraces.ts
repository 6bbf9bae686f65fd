import {
  httpStatusOf,
  isEntrySpan,
  SourceSpan,
  SourceTrace,
  STATUS_ERROR,
  TimeRange,
  TraceSummary,
  UNVERSIONED,
} from '@sextant/plugin-telemetry-common';
import { TraceQuery } from '@sextant/plugin-telemetry-node';
import { ENVIRONMENT_KEYS, VERSION_KEYS } from '../client/resourceFrom';
import { Finding, Found, searchFor, VERSION_ATTRIBUTE } from './finding';

/** Into how many parts a range is cut to draw a sample from each. */
const SAMPLE_SLICES = 6;

/** Whole traces are searched and summed up here; each is some 20 KB on the wire. */
export async function findTraces(
  finding: Finding,
  query: TraceQuery,
): Promise<Found> {
  const limit = Math.min(finding.config.maxTraces, query.limit + 1);
  const traces = await searchTraces(finding, query, limit);
  const unique = new Map(traces.found.map(trace => [trace.traceId, trace]));
  const items = [...unique.values()].flatMap(
    trace => summaryOf(trace, query) ?? [],
  );
  const rung = VERSION_KEYS.find(key =>
    traces.found.some(trace =>
      trace.spans.some(
        span =>
          (!query.service || span.resource.service === query.service) &&
          span.resource.attributes[key] !== undefined,
      ),
    ),
  );
  return {
    items,
    cut: traces.cut,
    rung: rung ?? (items.length > 0 ? UNVERSIONED : undefined),
    notes: [],
  };
}

async function searchTraces(
  { client, dialect, options }: Finding,
  query: TraceQuery,
  limit: number,
): Promise<{ found: SourceTrace[]; cut: boolean }> {
  const base = searchFor(query, limit);
  const slices = slicesOf(query);
  const share = Math.max(1, Math.ceil(limit / slices.length));
  const ask = async (
    attributes: Record<string, string>,
    more: Array<Record<string, string>>,
  ) => {
    const parts = await Promise.all(
      more.flatMap(variant =>
        slices.map(range =>
          client.search(
            {
              ...base,
              range,
              limit: share,
              attributes: { ...attributes, ...variant },
            },
            dialect,
            options,
          ),
        ),
      ),
    );
    return {
      found: parts.flat(),
      cut: parts.some(part => part.length >= share),
    };
  };
  const variants = versionVariants(query);
  const { error, ...others } = base.attributes;
  // Some servers keep the error in the status alone: then what failed is sorted out from all.
  const outcomes: Array<Record<string, string>> = error
    ? [{ error }, {}]
    : [{}];
  const errorsToo = query.order === 'notable' && !error;
  for (const outcome of outcomes) {
    for (const environmentKey of environmentAttempts(query)) {
      const wanted = variants.map(variant => ({
        ...outcome,
        ...variant,
        ...(environmentKey && query.environment
          ? { [environmentKey]: query.environment }
          : {}),
      }));
      const found = await ask(others, [
        ...wanted,
        // What failed is notable however many traces went well.
        ...(errorsToo
          ? wanted.map(variant => ({ ...variant, error: 'true' }))
          : []),
      ]);
      if (found.found.length > 0) {
        return found;
      }
    }
  }
  // Versions may stand under another attribute than the first: sorted out here, from a sample.
  return query.versions ? ask(others, [{}]) : { found: [], cut: false };
}

/**
 * Servers bring the newest traces of a range first, if any order at all: a sample of the range is
 * drawn from each part of it.
 */
function slicesOf({ order, range }: TraceQuery): TimeRange[] {
  if (order === 'newest') {
    return [range];
  }
  const part = (range.toMs - range.fromMs) / SAMPLE_SLICES;
  return Array.from({ length: SAMPLE_SLICES }, (_, at) => ({
    fromMs: Math.round(range.fromMs + at * part),
    toMs: Math.round(range.fromMs + (at + 1) * part),
  }));
}

function versionVariants({
  versions,
}: TraceQuery): Array<Record<string, string>> {
  return versions && versions.length > 0
    ? versions.map(version => ({ [VERSION_ATTRIBUTE]: version }))
    : [{}];
}

/** The newer attribute, the older one, and none: what comes then is sorted out by its own. */
function environmentAttempts({
  environment,
}: TraceQuery): Array<string | undefined> {
  return environment ? [...ENVIRONMENT_KEYS, undefined] : [undefined];
}

/** The request that the service answered in a trace; undefined when none of its spans matches. */
export function summaryOf(
  trace: SourceTrace,
  query: TraceQuery,
): TraceSummary | undefined {
  const own = trace.spans.filter(
    ({ resource }) =>
      (!query.service || resource.service === query.service) &&
      (!query.environment ||
        !resource.environment ||
        resource.environment === query.environment) &&
      (!query.versions ||
        query.versions.includes(resource.version ?? UNVERSIONED)),
  );
  const byStart = [...own].sort((a, b) =>
    a.startUnixNano < b.startUnixNano ? -1 : 1,
  );
  const entry =
    byStart.find(span => isEntrySpan(span) && matches(span, query)) ??
    byStart.find(span => matches(span, query));
  if (!entry) {
    return undefined;
  }
  let [first, last] = [entry.startUnixNano, entry.endUnixNano];
  for (const span of trace.spans) {
    first = span.startUnixNano < first ? span.startUnixNano : first;
    last = span.endUnixNano > last ? span.endUnixNano : last;
  }
  const root = trace.spans.find(span => !span.parentSpanId);
  return {
    traceId: trace.traceId,
    spanId: entry.spanId,
    service: entry.resource.service,
    version: entry.resource.version ?? UNVERSIONED,
    environment: entry.resource.environment ?? 'default',
    operation: entry.name,
    startMs: Number(entry.startUnixNano / 1000n) / 1000,
    durationSeconds: seconds(entry.endUnixNano - entry.startUnixNano),
    error: entry.status === STATUS_ERROR,
    httpStatus: httpStatusOf(entry.attributes) ?? null,
    traceDurationSeconds: seconds(last - first),
    rootService: root?.resource.service ?? null,
    rootOperation: root?.name ?? null,
    spanCount: trace.spans.length,
    errorCount: trace.spans.filter(({ status }) => status === STATUS_ERROR)
      .length,
    serviceCount: new Set(trace.spans.map(({ resource }) => resource.service))
      .size,
  };
}

function matches(span: SourceSpan, query: TraceQuery): boolean {
  const duration = seconds(span.endUnixNano - span.startUnixNano);
  return (
    (!query.operation || span.name === query.operation) &&
    duration >= (query.minDurationSeconds ?? 0) &&
    duration <= (query.maxDurationSeconds ?? Infinity) &&
    matchesStatus(span, query.status)
  );
}

function matchesStatus(span: SourceSpan, status: string | undefined): boolean {
  const http = httpStatusOf(span.attributes);
  switch (status) {
    case undefined:
      return true;
    case 'error':
      return span.status === STATUS_ERROR;
    case 'ok':
      return span.status !== STATUS_ERROR;
    default:
      return /^\dxx$/.test(status)
        ? http !== undefined && String(http)[0] === status[0]
        : String(http) === status;
  }
}

function seconds(nano: bigint): number {
  return Number(nano) / 1e9;
}
