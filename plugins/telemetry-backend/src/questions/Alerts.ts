import { Alert, ServiceRule } from '@sextant/plugin-telemetry-common';
import { TimeRange } from '@sextant/plugin-kit-common';
import {
  AlertRow,
  Asking,
  isChosen,
  Question,
  SourceAnswer,
} from '@sextant/plugin-telemetry-node';
import { Joined, withData } from '../asking/partial';
import { questionOf, Scope } from '../asking/scope';
import { answered, SourceQuestion } from '../asking/SourceQuestion';
import { Upstreams } from '../asking/Upstreams';
import { environmentChoices } from '../naming/words';

/** Alerts of every upstream that knows any. They never fail figures. */
export class Alerts {
  readonly #upstreams: Upstreams;
  readonly #alerts: SourceQuestion<'alerts', Question, SourceAnswer<AlertRow>>;
  readonly #rules: SourceQuestion<
    'alerts',
    Question,
    SourceAnswer<ServiceRule>
  >;

  constructor(upstreams: Upstreams, now?: () => number) {
    this.#upstreams = upstreams;
    this.#alerts = new SourceQuestion(
      {
        name: 'alerts',
        ask: (source, question, asking) => source.alerts(question, asking),
      },
      now,
    );
    this.#rules = new SourceQuestion(
      {
        name: 'rules',
        ask: async (source, question, asking) =>
          source.rules?.(question, asking) ?? {
            rows: [],
            applied: new Set(),
            provenance: { source: 'rules', warnings: [] },
          },
      },
      now,
    );
  }

  /** Of one service; undefined where no source knows of alerts. */
  async of(
    scope: Scope,
    asking: Asking,
  ): Promise<Joined<{ alerts: Alert[]; rules: ServiceRule[] }> | undefined> {
    const question = questionOf(scope);
    const sources = this.#upstreams.of('alerts', question.environments);
    if (sources.length === 0) {
      return undefined;
    }
    const [found, rules] = await Promise.all([
      this.#alerts.askAll(sources, () => question, asking).then(answered),
      this.#rules.askAll(sources, () => question, asking),
    ]);
    const ruled = rules.flatMap(outcome =>
      'answer' in outcome ? [outcome.answer] : [],
    );
    const alerts = found.data
      .flatMap(({ rows }) => rows)
      .filter(alert => isWanted(alert, scope))
      .map(toAlert)
      .sort(firingFirst);
    return {
      ...withData(found, {
        alerts,
        rules: ruled.flatMap(({ rows }) => rows),
      }),
      missing: [
        ...found.missing,
        ...ruled.flatMap(({ missing = [] }) => missing),
        ...(ruled.length < rules.length
          ? ['values of the rules in catalog-info.yaml']
          : []),
      ],
    };
  }

  /** Of every service; undefined where no source knows of alerts. */
  async all(
    range: TimeRange,
    asking: Asking,
  ): Promise<Joined<AlertRow[]> | undefined> {
    const sources = this.#upstreams.of('alerts');
    if (sources.length === 0) {
      return undefined;
    }
    const { data, ...rest } = answered(
      await this.#alerts.askAll(sources, () => ({ range }), asking),
    );
    return withData(
      { ...rest, data },
      data.flatMap(({ rows }) => rows),
    );
  }
}

/** An alert that names no environment or version may be about any. */
function isWanted(alert: AlertRow, { environment, versions }: Scope): boolean {
  return (
    (environment === undefined ||
      alert.environment === undefined ||
      isChosen(alert.environment, environmentChoices(environment))) &&
    (versions === undefined ||
      alert.version === undefined ||
      versions.includes(alert.version))
  );
}

function toAlert({
  services: _all,
  activeSinceMs,
  value,
  ...row
}: AlertRow): Alert {
  return {
    ...row,
    labels: { ...row.labels },
    activeSince: new Date(activeSinceMs).toISOString(),
    value: value ?? null,
  };
}

function firingFirst(a: Alert, b: Alert): number {
  return a.state === b.state
    ? a.activeSince.localeCompare(b.activeSince)
    : Number(b.state === 'firing') - Number(a.state === 'firing');
}
