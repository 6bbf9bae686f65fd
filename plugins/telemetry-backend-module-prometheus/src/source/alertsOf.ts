import { Alert, Alerts, ServiceRule } from '@sextant/plugin-telemetry-common';
import { Scope, UpstreamError } from '@sextant/plugin-telemetry-node';
import { numberOf } from '../client/responses';
import {
  ENVIRONMENT_LABELS,
  firstPresent,
  SERVICE_LABELS,
  VERSION_LABELS,
} from '../profiles/metricProfiles';
import { Asking } from './asking';
import { splitRules } from './splitRules';

const ANNOTATION_ALERT = 'prometheus.io/alert';
const ANNOTATION_RULE = 'prometheus.io/rule';
const MAX_RULES = 5;
const MAX_VALUES = 20;

/**
 * Alerts whose labels name the service, those that its annotation `prometheus.io/alert` names, and the
 * values of what `prometheus.io/rule` asks for.
 */
export async function alertsOf(
  { client, notes, signal }: Asking,
  { service, annotations = {}, environment, versions }: Scope,
  nowMs: number,
): Promise<Alerts> {
  const named = (annotations[ANNOTATION_ALERT] ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(Boolean);
  const [all, rules] = await Promise.all([
    client.alerts({ signal }),
    Promise.all(
      splitRules(annotations[ANNOTATION_RULE] ?? '')
        .slice(0, MAX_RULES)
        .map(async ({ expression, dimension }): Promise<ServiceRule> => {
          try {
            const found = notes.take(
              await client.query(expression, nowMs / 1000, { signal }),
            );
            return {
              expression,
              dimension,
              values: found.slice(0, MAX_VALUES).map(({ labels, value }) => ({
                key: dimension ? labels[dimension] ?? '' : textOf(labels),
                value,
              })),
            };
          } catch (error) {
            if (error instanceof UpstreamError && error.kind === 'refused') {
              return {
                expression,
                dimension,
                values: [],
                problem: error.reason,
              };
            }
            throw error;
          }
        }),
    ),
  ]);
  const alerts = all
    .filter(
      ({ labels }) =>
        named.includes('all') ||
        named.includes(labels.alertname) ||
        namesService(labels, service),
    )
    .map(toAlert)
    .filter(
      alert =>
        (!environment || (alert.environment ?? environment) === environment) &&
        (!versions || !alert.version || versions.includes(alert.version)),
    );
  return { alerts: alerts.sort(firingFirst), rules };
}

/** True when an alert's labels name the service; a `job` may be `namespace/name`. */
export function namesService(
  labels: Record<string, string>,
  service: string,
): boolean {
  return SERVICE_LABELS.some(
    label =>
      labels[label] === service ||
      (label === 'job' && labels[label]?.endsWith(`/${service}`)),
  );
}

function toAlert(alert: {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: 'firing' | 'pending';
  activeAt: string;
  value: string;
}): Alert {
  const { labels, annotations } = alert;
  const present = Object.keys(labels);
  const labelled = (wanted: string[]) => {
    const label = firstPresent(wanted, present);
    return label === undefined ? undefined : labels[label];
  };
  return {
    name: labels.alertname ?? 'unnamed',
    state: alert.state,
    severity: labels.severity,
    summary: annotations.summary,
    description: annotations.description,
    activeSince: new Date(alert.activeAt).toISOString(),
    value: numberOf(alert.value),
    version: labelled(VERSION_LABELS),
    environment: labelled(ENVIRONMENT_LABELS),
    labels,
  };
}

function firingFirst(a: Alert, b: Alert): number {
  return a.state === b.state
    ? a.activeSince.localeCompare(b.activeSince)
    : Number(b.state === 'firing') - Number(a.state === 'firing');
}

function textOf(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
