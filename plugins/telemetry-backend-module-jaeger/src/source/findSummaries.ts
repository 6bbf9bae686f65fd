import { TraceSummary, UNVERSIONED } from '@sextant/plugin-telemetry-common';
import { TraceQuery } from '@sextant/plugin-telemetry-node';
import { JaegerSummary } from '../client/v1Schemas';
import { Finding, Found, searchFor, VERSION_ATTRIBUTE } from './finding';
import { findTraces } from './findTraces';

/** Whole traces that show which versions and environments there are. */
const SAMPLE = 20;
/** Summaries are small: many are cheaper than a few whole traces. */
const MAX_SUMMARIES = 500;

/**
 * Summaries hold neither version nor the service's own span. A small sample of whole traces says which
 * versions there are, then each is asked for by itself; what is left has none.
 */
export async function findSummaries(
  finding: Finding,
  query: TraceQuery,
): Promise<Found> {
  const { client, options } = finding;
  const sample = await findTraces(finding, {
    ...query,
    limit: Math.min(SAMPLE, query.limit),
  });
  const sampled = [...new Set(sample.items.map(({ version }) => version))];
  const versions = query.versions ?? sampled;
  const limit = Math.min(MAX_SUMMARIES, query.limit + 1);
  const base = searchFor(query, limit);
  const asked = versions.filter(version => version !== UNVERSIONED);
  const [all, ...byVersion] = await Promise.all([
    query.versions ? [] : client.summaries(base, options),
    ...asked.map(version =>
      client.summaries(
        {
          ...base,
          attributes: { ...base.attributes, [VERSION_ATTRIBUTE]: version },
        },
        options,
      ),
    ),
  ]);
  const items = new Map<string, TraceSummary>();
  const add = (found: JaegerSummary[], version: string) => {
    for (const summary of found) {
      const item = toSummary(summary, query, version);
      if (!items.has(item.traceId) && keeps(item, query)) {
        items.set(item.traceId, item);
      }
    }
  };
  byVersion.forEach((found, at) => add(found, asked[at]));
  add(all, UNVERSIONED);
  // The sample knows its traces exactly.
  sample.items.forEach(item => items.set(item.traceId, item));
  return {
    items: [...items.values()],
    cut: [all, ...byVersion].some(found => found.length >= limit),
    rung: sample.rung,
    notes: [
      'times of most rows are those of whole traces: Jaeger’s summaries hold no spans',
    ],
  };
}

function toSummary(
  summary: JaegerSummary,
  query: TraceQuery,
  version: string,
): TraceSummary {
  const duration =
    Number(summary.maxEndTimeUnixNano - summary.minStartTimeUnixNano) / 1e9;
  const own = summary.services.find(({ name }) => name === query.service);
  return {
    traceId: summary.traceId.toLocaleLowerCase('en-US').padStart(32, '0'),
    spanId: '',
    service: query.service ?? summary.rootServiceName ?? '',
    version,
    environment: query.environment ?? 'default',
    operation: query.operation ?? summary.rootOperationName ?? '',
    startMs: Number(summary.minStartTimeUnixNano / 1000n) / 1000,
    durationSeconds: duration,
    error: (own?.errorSpanCount ?? summary.errorSpanCount) > 0,
    httpStatus: null,
    traceDurationSeconds: duration,
    rootService: summary.rootServiceName ?? null,
    rootOperation: summary.rootOperationName ?? null,
    spanCount: summary.spanCount,
    errorCount: summary.errorSpanCount,
    serviceCount: summary.services.length,
  };
}

function keeps({ error }: TraceSummary, { status }: TraceQuery): boolean {
  return status !== 'ok' || !error;
}
