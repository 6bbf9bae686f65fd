import { TraceSummary } from '@sextant/plugin-telemetry-common';
import { AskOptions, TraceQuery } from '@sextant/plugin-telemetry-node';
import { Dialect, JaegerClient } from '../client/JaegerClient';
import { JaegerSearch } from '../client/searchParameters';
import { JaegerConfig } from '../config';

/** What a search needs. */
export interface Finding {
  client: JaegerClient;
  config: JaegerConfig;
  dialect: Dialect;
  options: AskOptions;
}

/** What it brings. */
export interface Found {
  items: TraceSummary[];
  /** True when there may be more than were brought. */
  cut: boolean;
  rung: string | undefined;
  notes: string[];
}

/** Resource attribute of the first rung of the ladder. */
export const VERSION_ATTRIBUTE = 'service.version';

/** The search in Jaeger's words, but for version and environment. */
export function searchFor(query: TraceQuery, limit: number): JaegerSearch {
  return {
    service: query.service,
    operation: query.operation,
    range: query.range,
    minDurationSeconds: query.minDurationSeconds,
    maxDurationSeconds: query.maxDurationSeconds,
    limit,
    attributes: {
      ...Object.fromEntries(
        (query.attributes ?? []).map(({ key, value }) => [key, value]),
      ),
      ...statusAttributes(query.status),
    },
  };
}

/** `error=false` finds nothing, so what went well can only be sorted out afterwards. */
function statusAttributes(status: string | undefined): Record<string, string> {
  if (status === undefined || status === 'ok' || /^[1-4]xx$/.test(status)) {
    return {};
  }
  return /^\d{3}$/.test(status)
    ? { 'http.response.status_code': status }
    : { error: 'true' };
}
