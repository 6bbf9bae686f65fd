import { TimeRange } from '@sextant/plugin-kit-common';

/** What is looked for; matched against single spans. */
export interface JaegerSearch {
  /** Every service when undefined: v3 only, and not every storage can. */
  service?: string;
  operation?: string;
  /** All of them on one span; compared as text. */
  attributes: Record<string, string>;
  range: TimeRange;
  minDurationSeconds?: number;
  maxDurationSeconds?: number;
  limit: number;
}

/** Times in microseconds, tags as JSON text. */
export function v1Parameters(search: JaegerSearch): URLSearchParams {
  const parameters = new URLSearchParams({
    ...(search.service ? { service: search.service } : {}),
    start: String(Math.trunc(search.range.fromMs * 1000)),
    end: String(Math.ceil(search.range.toMs * 1000)),
    limit: String(search.limit),
    ...durations(search, 'minDuration', 'maxDuration'),
  });
  if (search.operation) {
    parameters.set('operation', search.operation);
  }
  if (Object.keys(search.attributes).length > 0) {
    parameters.set('tags', JSON.stringify(search.attributes));
  }
  return parameters;
}

/**
 * Newer servers read camel case and know the older names as deprecated, older ones read only those:
 * both are sent.
 */
export function v3Parameters(search: JaegerSearch): URLSearchParams {
  const parameters = new URLSearchParams();
  const set = (camelCase: string, older: string, value: string) => {
    parameters.set(`query.${camelCase}`, value);
    parameters.set(`query.${older}`, value);
  };
  if (search.service) {
    set('serviceName', 'service_name', search.service);
  }
  set('startTimeMin', 'start_time_min', rfc3339(search.range.fromMs));
  set('startTimeMax', 'start_time_max', rfc3339(search.range.toMs));
  set('searchDepth', 'num_traces', String(search.limit));
  const { min, max } = durations(search, 'min', 'max');
  if (min) {
    set('durationMin', 'duration_min', min);
  }
  if (max) {
    set('durationMax', 'duration_max', max);
  }
  if (search.operation) {
    set('operationName', 'operation_name', search.operation);
  }
  if (Object.keys(search.attributes).length > 0) {
    parameters.set('query.attributes', JSON.stringify(search.attributes));
  }
  return parameters;
}

/** Durations as Go reads them, at least as wide as asked. */
function durations(
  { minDurationSeconds, maxDurationSeconds }: JaegerSearch,
  min: string,
  max: string,
): Record<string, string> {
  return {
    ...(minDurationSeconds
      ? { [min]: `${Math.floor(minDurationSeconds * 1e6)}us` }
      : {}),
    ...(maxDurationSeconds
      ? { [max]: `${Math.ceil(maxDurationSeconds * 1e6)}us` }
      : {}),
  };
}

/** As v3 reads times: microseconds are kept. */
export function rfc3339(ms: number): string {
  const us = Math.round(ms * 1000) % 1000;
  return new Date(Math.floor(ms))
    .toISOString()
    .replace('Z', `${String((us + 1000) % 1000).padStart(3, '0')}Z`);
}
