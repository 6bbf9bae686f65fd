import { EmptyReason } from '@sextant/plugin-telemetry-common';
import { Scope } from '@sextant/plugin-telemetry-node';

/** How to make a service show up: the standard variables of every OpenTelemetry SDK. */
export interface IngestHint {
  /** Base URL to send OTLP/HTTP to, where the portal takes telemetry itself. */
  endpoint: string | undefined;
}

/** Where to look further, where the portal itself does not take the telemetry. */
const ASK_THE_DOCTOR =
  'Choose a longer range; the Doctor tab says what was looked for and the line that adds it.';

/** The upstreams among an answer's sources, as people call them; '' for the embedded store. */
function upstreamsOf(sources: readonly string[]): string {
  return sources.filter(source => source !== 'embedded store').join(', ');
}

/**
 * Why a service has no requests in a scope.
 *
 * @param environments - Where the service does report from in the range.
 */
export function whyNoRequests(
  scope: Scope,
  environments: readonly string[],
  hint: IngestHint,
  sources: readonly string[] = [],
): EmptyReason {
  if (scope.versions && scope.versions.length > 0) {
    return {
      reason: `No requests to version ${scope.versions.join(', ')} of ${
        scope.service
      } in this range.`,
      fix: 'Clear the version filter or choose a longer range.',
    };
  }
  if (scope.environment && environments.length > 0) {
    return {
      reason: `${scope.service} reports from ${environments.join(
        ', ',
      )}, not from ${scope.environment}.`,
      fix: `Choose another environment, or set OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=${scope.environment}`,
    };
  }
  const upstreams = upstreamsOf(sources);
  if (upstreams) {
    return {
      reason: `${upstreams} holds no requests of ${scope.service} in this range.`,
      fix: ASK_THE_DOCTOR,
    };
  }
  return {
    reason: `No server spans with service.name ${scope.service} were received in this range.`,
    fix: [
      `Choose a longer range, or start the service with OTEL_SERVICE_NAME=${scope.service}`,
      'OTEL_RESOURCE_ATTRIBUTES=service.version=<version>,deployment.environment.name=<environment>',
      ...(hint.endpoint
        ? [`OTEL_EXPORTER_OTLP_ENDPOINT=${hint.endpoint}`]
        : []),
    ].join(' '),
  };
}

/** Why a search for traces found nothing. */
export function whyNoTraces(scope: Scope, filtered: boolean): EmptyReason {
  return filtered
    ? {
        reason: `No trace of ${scope.service} in this range matches all filters.`,
        fix: 'Remove a filter or choose a longer range.',
      }
    : {
        reason: `No traces of ${scope.service} in this range.`,
        fix: 'Choose a longer range, or check that the service exports spans.',
      };
}

/** Why a search for log lines found nothing. */
export function whyNoLogs(scope: Scope, filtered: boolean): EmptyReason {
  return filtered
    ? {
        reason: `No log line of ${scope.service} in this range matches all filters.`,
        fix: 'Remove a filter or choose a longer range.',
      }
    : {
        reason: `No log lines of ${scope.service} in this range.`,
        fix: 'Choose a longer range, or send logs with an OpenTelemetry log exporter (OTEL_LOGS_EXPORTER=otlp).',
      };
}

/** Why there are no alerts to show. */
export function whyNoAlerts(scope: Scope, asked: boolean): EmptyReason {
  return asked
    ? { reason: `No alert of ${scope.service} fires or is pending.` }
    : {
        reason: 'No source of alerts is connected.',
        fix: 'Configure telemetry.prometheus.upstreams in app-config.yaml',
      };
}

/** Why there are no patterns of log lines to show. */
export function whyNoPatterns(scope: Scope, asked: boolean): EmptyReason {
  return asked
    ? { reason: `No patterns of ${scope.service} in this range.` }
    : {
        reason: 'Patterns need a source that finds them.',
        fix: 'Configure telemetry.loki.upstreams in app-config.yaml, and pattern_ingester.enabled: true in Loki',
      };
}
