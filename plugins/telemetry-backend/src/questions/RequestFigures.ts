import {
  FleetService,
  Metrics,
  VersionFigures,
} from '@sextant/plugin-telemetry-common';
import { stepFor, TimeRange } from '@sextant/plugin-kit-common';
import {
  Asking,
  CountRow,
  ExemplarQuestion,
  ExemplarRow,
  SourceAnswer,
} from '@sextant/plugin-telemetry-node';
import { Joined, namedBy, textOf, warned, withData } from '../asking/partial';
import { questionOf, Scope } from '../asking/scope';
import { answered, SourceQuestion } from '../asking/SourceQuestion';
import { Upstreams } from '../asking/Upstreams';
import { axisOf, linesOf, MAX_LINES, OTHERS } from '../figures/chart';
import { fleetServices } from '../figures/fleet';
import {
  environmentsOf,
  NamedCounts,
  versionTable,
} from '../figures/versionTable';
import { LEDGER_RUNG, LedgerNames } from '../naming/LedgerNames';
import { Namer } from '../naming/Namer';
import { environmentChoices } from '../naming/words';
import { Alerts } from './Alerts';
import { toExemplar } from './toExemplar';
import { Counts } from './Counts';
import { Runtime } from './Runtime';
import { UsualCounts } from './UsualCounts';
import { versionsSince } from './versionsSince';

const MAX_VERSIONS = 200;
const EXEMPLARS = 60;
const RECENT_MS = 600_000;
const LATELY_MS = 300_000;
/** Nobody waits for what is usual. */
const USUAL_MS = 60_000;
const TREND_POINTS = 24;
/** Above it the fleet's trends cost more than they tell. */
const MAX_TRENDS = 1_000;

/** Rate, errors and latency: every figure is made of the same counts. */
export class RequestFigures {
  readonly #upstreams: Upstreams;
  readonly #ledger: LedgerNames;
  readonly #alerts: Alerts;
  readonly #runtime: Runtime;
  readonly #usual: UsualCounts;
  readonly #counts: Counts;
  readonly #exemplars: SourceQuestion<
    'exemplars',
    ExemplarQuestion,
    SourceAnswer<ExemplarRow>
  >;

  constructor(
    upstreams: Upstreams,
    ledger: LedgerNames,
    alerts: Alerts,
    counts: Counts,
    now: () => number = Date.now,
  ) {
    this.#upstreams = upstreams;
    this.#ledger = ledger;
    this.#alerts = alerts;
    this.#runtime = new Runtime(upstreams, now);
    this.#counts = counts;
    this.#usual = new UsualCounts(async range => {
      const { data } = await this.#whole(range, true, {
        signal: new AbortController().signal,
        untilMs: now() + USUAL_MS,
        isBackground: true,
      });
      return data;
    });
    this.#exemplars = new SourceQuestion(
      {
        name: 'exemplars',
        ask: (source, question, asking) => source.exemplars(question, asking),
      },
      now,
    );
  }

  /** Figures of every chosen version, and where the service reports from. */
  async versions(
    scope: Scope,
    asking: Asking,
  ): Promise<Joined<{ versions: VersionFigures[]; environments: string[] }>> {
    const found = await this.#counts.of(scope, { step: 'whole' }, asking, true);
    const all = found.data.flatMap(({ rows }) => rows);
    const namer = await Namer.for(all, scope, this.#ledger, asking.signal);
    const rows = all.filter(row => namer.isChosenEnvironment(row));
    const counts = await this.#named(rows, namer, scope, asking);
    const table = versionTable(counts, scope.range).filter(({ version }) =>
      namer.isChosenVersion(version),
    );
    const since = await this.#optional(
      'shares since a version came',
      table,
      () =>
        versionsSince(table, { counts: this.#counts, namer, scope, asking }),
    );
    const versions = since.data;
    const named = warned(
      namer.hasNamed ? namedBy(found, LEDGER_RUNG) : found,
      estimateOf(versions),
    );
    return {
      ...withData(named, {
        versions: versions.slice(0, MAX_VERSIONS),
        environments: environmentsOf(all),
      }),
      missing: [
        ...named.missing,
        ...since.missing,
        ...(versions.length > MAX_VERSIONS
          ? [
              `${
                versions.length - MAX_VERSIONS
              } versions with fewer requests than these ${MAX_VERSIONS}`,
            ]
          : []),
      ],
    };
  }

  /** Lines of the charts, by version or operation. */
  async chart(
    scope: Scope,
    by: 'version' | 'route',
    asking: Asking,
  ): Promise<Joined<Metrics>> {
    const wanted = stepFor(scope.range);
    const [found, exemplars, runtime] = await Promise.all([
      this.#counts.of(
        scope,
        { step: wanted, byOperation: by === 'route' },
        asking,
      ),
      this.#optional('exemplars', [], () =>
        by === 'version' ? this.#standing(scope, asking) : undefined,
      ),
      this.#optional('runtime figures', [], () =>
        by === 'version'
          ? this.#runtime.usage(scope, wanted, asking)
          : undefined,
      ),
    ]);
    const step = Math.max(
      ...found.data.map(answer =>
        answer.step === 'whole' ? wanted : answer.step,
      ),
    );
    const all = found.data.flatMap(({ rows }) => rows);
    const namer = await Namer.for(
      [...all, ...exemplars.data, ...runtime.data],
      scope,
      this.#ledger,
      asking.signal,
    );
    const rows = all.filter(
      row =>
        namer.isChosenEnvironment(row) &&
        namer.isChosenVersion(namer.versionOf(row)),
    );
    const axis = axisOf(rows, scope.range.fromMs, scope.range.toMs, step);
    const series = linesOf(
      rows.map(row => ({
        row,
        key: by === 'route' ? row.operation ?? OTHERS : namer.versionOf(row),
      })),
      axis,
    );
    const data: Metrics = {
      fromMs: scope.range.fromMs,
      toMs: scope.range.toMs,
      stepSeconds: step,
      groupBy: by,
      timesMs: axis.timesMs,
      series,
      exemplars: exemplars.data
        .filter(
          ({ operation }) =>
            scope.operation === undefined || operation === scope.operation,
        )
        .flatMap(row => toExemplar(row, namer)),
      runtime: this.#runtime.lines(runtime.data, axis, namer),
    };
    const named = warned(
      namer.hasNamed ? namedBy(found, LEDGER_RUNG) : found,
      estimateOf(series),
    );
    return {
      ...withData(named, data),
      missing: [
        ...named.missing,
        ...exemplars.missing,
        ...runtime.missing,
        ...(series.some(({ key }) => key === OTHERS) && by === 'version'
          ? [`versions beyond the first ${MAX_LINES - 1} are drawn as one line`]
          : []),
      ],
    };
  }

  /** Every service, asked once for all of them. */
  async fleet(
    question: { environment?: string; range: TimeRange; withTrends: boolean },
    asking: Asking,
  ): Promise<Joined<{ services: FleetService[]; environments: string[] }>> {
    const { range, environment } = question;
    const { toMs } = range;
    const recentMs = Math.max(range.fromMs, toMs - RECENT_MS);
    const [found, recent, lately, usual, alerts] = await Promise.all([
      this.#whole(range, true, asking),
      this.#optional('the last minutes', [], () =>
        question.withTrends
          ? this.#whole({ fromMs: recentMs, toMs }, false, asking)
          : undefined,
      ),
      this.#optional('the latency of the last minutes', [], () =>
        question.withTrends
          ? this.#whole({ fromMs: toMs - LATELY_MS, toMs }, true, asking)
          : undefined,
      ),
      question.withTrends ? this.#usual.before(toMs - LATELY_MS) : undefined,
      this.#optional('alerts', undefined, () =>
        question.withTrends ? this.#alerts.all(range, asking) : undefined,
      ),
    ]);
    const whole = found.data;
    const services = new Set(whole.map(({ service }) => service)).size;
    const trend = await this.#optional('trends', undefined, async () => {
      if (!question.withTrends || services > MAX_TRENDS) {
        return undefined;
      }
      return this.#trend(range, asking);
    });
    const choices =
      environment === undefined ? undefined : environmentChoices(environment);
    const inside = (row: CountRow) =>
      choices === undefined || choices.includes(row.environment);
    const entries = await fleetServices({
      whole: whole.filter(inside),
      recent: recent.data.filter(inside),
      lately: lately.data.filter(inside),
      usual: usual?.filter(inside),
      trend: trend.data,
      alerts: alerts.data,
      range,
    });
    return {
      ...withData(warned(found, estimateOf(entries)), {
        services: entries,
        environments: environmentsOf(whole),
      }),
      missing: [
        ...found.missing,
        ...recent.missing,
        ...lately.missing,
        ...alerts.missing,
        ...trend.missing,
      ],
    };
  }

  /** The whole fleet over a range, without intervals. */
  async #whole(
    range: TimeRange,
    durations: boolean,
    asking: Asking,
  ): Promise<Joined<CountRow[]>> {
    const found = await this.#counts.ask(
      { durations, range, step: 'whole' },
      asking,
    );
    return withData(
      found,
      found.data.flatMap(({ rows }) => rows),
    );
  }

  async #trend(range: TimeRange, asking: Asking) {
    const seconds = (range.toMs - range.fromMs) / 1000;
    const step = stepFor(range, TREND_POINTS) || seconds;
    const { data, ...rest } = await this.#counts.ask(
      { durations: true, range, step },
      asking,
    );
    const stepSeconds = Math.max(
      step,
      ...data.flatMap(answer => (answer.step === 'whole' ? [] : [answer.step])),
    );
    return withData(
      { ...rest, data },
      { rows: data.flatMap(({ rows }) => rows), stepSeconds },
    );
  }

  /**
   * Counts with their versions. What says none is named by what was live: over the whole range where
   * that was one version, else interval by interval.
   */
  async #named(
    rows: readonly CountRow[],
    namer: Namer,
    scope: Scope,
    asking: Asking,
  ): Promise<NamedCounts[]> {
    const toNamed = (row: CountRow): NamedCounts => ({
      row,
      version: namer.versionThroughout(row, scope.range),
      rateSeconds: row.seconds,
    });
    const nameless = rows.filter(({ version }) => !version);
    const isSettled =
      namer.isEmpty ||
      nameless.every(row => toNamed(row).version !== 'unversioned');
    if (isSettled) {
      return rows.map(toNamed);
    }
    const found = await this.#counts.of(
      scope,
      { step: stepFor(scope.range) },
      asking,
    );
    const intervals = found.data.flatMap(answer =>
      answer.rows
        .filter(row => !row.version && namer.isChosenEnvironment(row))
        .map(row => ({
          row,
          version: namer.versionOf(row),
          rateSeconds: (answer.covered.toMs - answer.covered.fromMs) / 1000,
        })),
    );
    return [
      ...rows.filter(({ version }) => version).map(toNamed),
      ...intervals,
    ];
  }

  async #standing(scope: Scope, asking: Asking) {
    const sources = this.#upstreams.of(
      'exemplars',
      questionOf(scope).environments,
    );
    const { data, ...rest } = answered(
      await this.#exemplars.askAll(
        sources,
        () => ({
          ...questionOf(scope),
          operation: scope.operation,
          limit: EXEMPLARS,
        }),
        asking,
      ),
    );
    return withData(
      { ...rest, data },
      data.flatMap(({ rows }) => rows),
    );
  }

  /** A part without which the answer is still one. */
  async #optional<T>(
    what: string,
    otherwise: T,
    ask: () => Promise<Joined<T>> | undefined | Promise<Joined<T> | undefined>,
  ): Promise<{ data: T; missing: string[] }> {
    try {
      return (await ask()) ?? { data: otherwise, missing: [] };
    } catch (error) {
      return { data: otherwise, missing: [`${what} (${textOf(error)})`] };
    }
  }
}

/** Said wherever quantiles are shown that are no measured ones. */
function estimateOf(
  figures: ReadonlyArray<{ estimated?: boolean }>,
): string | undefined {
  return figures.some(({ estimated }) => estimated)
    ? 'Latencies are estimated in part: histograms of different bounds were added up'
    : undefined;
}
