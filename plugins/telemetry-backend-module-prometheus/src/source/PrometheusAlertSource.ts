import { ServiceRule } from '@sextant/plugin-telemetry-common';
import {
  AlertRow,
  AlertSource,
  Asking,
  Question,
  SourceAnswer,
  UpstreamError,
} from '@sextant/plugin-telemetry-node';
import { PrometheusClient } from '../client/PrometheusClient';
import { numberOf } from '../client/responses';
import { PrometheusConfig } from '../config';
import {
  ENVIRONMENT_LABELS,
  SERVICE_LABELS,
  spellings,
  VERSION_LABELS,
} from '../profiles/metricProfiles';
import { ServerMetrics } from '../profiles/ServerMetrics';
import { narrowed } from '../promql/ownSeries';
import { Notes } from './Notes';
import { untilNow } from './PrometheusMetricSource';
import { AnnotatedRule, splitRules } from './splitRules';

export const ANNOTATION_ALERT = 'prometheus.io/alert';
export const ANNOTATION_RULE = 'prometheus.io/rule';
const MAX_RULES = 5;
const MAX_VALUES = 20;
/** How far a range may end before now and still be about what fires now. */
const NOW_MS = 120_000;

/** Alerts that fire or are pending now, and values of the rules that a service's entity names. */
export class PrometheusAlertSource implements AlertSource {
  readonly #client: PrometheusClient;
  readonly #config: PrometheusConfig;
  readonly #server: ServerMetrics;
  readonly #now: () => number;

  constructor(
    client: PrometheusClient,
    config: PrometheusConfig,
    server: ServerMetrics,
    now: () => number = Date.now,
  ) {
    this.#client = client;
    this.#config = config;
    this.#server = server;
    this.#now = now;
  }

  async alerts(
    { services, hints, range }: Question,
    asking: Asking,
  ): Promise<SourceAnswer<AlertRow>> {
    const base = {
      applied: new Set<never>(),
      provenance: { source: this.#config.id, warnings: [] },
    };
    if (range.toMs < this.#now() - NOW_MS) {
      return {
        ...base,
        rows: [],
        missing: ['alerts of the past: the server tells what fires now'],
      };
    }
    const named = (hints?.[ANNOTATION_ALERT] ?? '')
      .split(',')
      .map(name => name.trim())
      .filter(Boolean);
    const all = (await this.#client.alerts(asking)).map(toRow);
    return {
      ...base,
      rows: services
        ? all.flatMap(alert => {
            const isNamed = named.includes('all') || named.includes(alert.name);
            return isNamed ||
              services.some(name => alert.services.includes(name))
              ? [alert]
              : [];
          })
        : all,
    };
  }

  async rules(
    { services = [], hints, range }: Question,
    asking: Asking,
  ): Promise<SourceAnswer<ServiceRule>> {
    const rules = splitRules(hints?.[ANNOTATION_RULE] ?? '').slice(
      0,
      MAX_RULES,
    );
    const notes = new Notes();
    const until = untilNow(range, this.#now());
    const [service] = services;
    return {
      rows:
        rules.length === 0 || service === undefined
          ? []
          : await Promise.all(
              rules.map(rule =>
                this.#valuesOf(rule, service, until, notes, asking),
              ),
            ),
      applied: new Set(),
      provenance: { source: this.#config.id, warnings: notes.texts },
    };
  }

  /** A rule over the service's own series, whatever else its author selected. */
  async #valuesOf(
    { expression, dimension }: AnnotatedRule,
    service: string,
    range: Question['range'],
    notes: Notes,
    asking: Asking,
  ): Promise<ServiceRule> {
    const rule = { expression, dimension, values: [] };
    const { ladder } = await this.#server.in(range, asking);
    const branches = ladder
      .serviceMatchers([service])
      .flatMap(matchers => narrowed(expression, matchers) ?? []);
    if (branches.length === 0) {
      return {
        ...rule,
        problem: 'cannot be read as an expression over series',
      };
    }
    try {
      const found = notes.take(
        await this.#client.query(
          branches.map(branch => `(${branch})`).join(' or '),
          range.toMs / 1000,
          asking,
        ),
      );
      return {
        ...rule,
        values: found.slice(0, MAX_VALUES).map(({ labels, value }) => ({
          key: dimension ? labels[dimension] ?? '' : textOf(labels),
          value,
        })),
      };
    } catch (error) {
      // One rule that cannot be answered hides neither the alerts nor the other rules.
      asking.signal.throwIfAborted();
      return {
        ...rule,
        problem: error instanceof UpstreamError ? error.reason : String(error),
      };
    }
  }
}

function toRow(alert: {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: 'firing' | 'pending';
  activeAt: string;
  value: string;
}): AlertRow {
  const { labels, annotations } = alert;
  const present = Object.keys(labels);
  const labelled = (wanted: readonly string[]) => {
    const [label] = spellings(wanted, present);
    return label === undefined ? undefined : labels[label] || undefined;
  };
  return {
    services: [
      ...new Set(
        spellings(SERVICE_LABELS, present).flatMap(label => {
          const value = labels[label];
          // OTLP's job is namespace/name.
          return label === 'job'
            ? [value, value.split('/').pop() ?? value]
            : [value];
        }),
      ),
    ],
    name: labels.alertname ?? 'unnamed',
    state: alert.state,
    severity: labels.severity,
    summary: annotations.summary,
    description: annotations.description,
    activeSinceMs: Date.parse(alert.activeAt),
    value: numberOf(alert.value) ?? undefined,
    version: labelled(VERSION_LABELS),
    environment: labelled(ENVIRONMENT_LABELS),
    labels,
  };
}

function textOf(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
