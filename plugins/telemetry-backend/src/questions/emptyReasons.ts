import { EmptyReason } from '@sextant/plugin-kit-common';
import { TelemetrySignal } from '@sextant/plugin-telemetry-common';
import { Scope } from '../asking/scope';
import { Upstreams } from '../asking/Upstreams';
import { environmentWord } from '../naming/words';

/** What an answer has been narrowed by, as far as it may be why it is empty. */
export interface Narrowed {
  /** A filter of the panel's own: operation, status, text, level … */
  byFilter: boolean;
  /** Where the service does report from in the range, if that is known. */
  environments?: readonly string[];
}

const NOUNS: Record<TelemetrySignal, string> = {
  traces: 'traces',
  metrics: 'requests',
  logs: 'log lines',
};
const KINDS = { traces: 'traces', metrics: 'metrics', logs: 'logs' } as const;

/** Why a panel has nothing to show, and what would change that. */
export function whyEmpty(
  signal: TelemetrySignal,
  scope: Scope,
  upstreams: Upstreams,
  { byFilter, environments = [] }: Narrowed,
): EmptyReason {
  const what = NOUNS[signal];
  const service = scope.service.telemetryName;
  if (scope.versions && scope.versions.length > 0) {
    return {
      reason: `No ${what} of version ${scope.versions.join(
        ', ',
      )} of ${service} in this range${byFilter ? ' match all filters' : ''}.`,
      fix: 'Clear the version filter or choose a longer range.',
    };
  }
  if (byFilter) {
    return {
      reason: `No ${what} of ${service} in this range match all filters.`,
      fix: 'Remove a filter or choose a longer range.',
    };
  }
  if (scope.environment !== undefined) {
    const wanted = environmentWord(scope.environment);
    return environments.length > 0
      ? {
          reason: `${service} reports from ${environments.join(
            ', ',
          )}, not from ${wanted}.`,
          fix: `Choose another environment, or set OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=${wanted}`,
        }
      : {
          reason: `No ${what} of ${service} in ${wanted} in this range.`,
          fix: 'Choose all environments or a longer range.',
        };
  }
  const sources = upstreams.of(KINDS[signal]);
  const remedies = sources.flatMap(
    ({ upstream }) => upstream.remedyFor?.(signal, service) ?? [],
  );
  return {
    reason: `${
      sources.map(({ upstream }) => upstream.id).join(', ') || 'No source'
    } holds no ${what} of ${service} in this range.`,
    fix: [
      'Choose a longer range',
      ...remedies.slice(0, 2).map(({ line }) => `or: ${line}`),
    ].join(', '),
  };
}
