import {
  CalleeRequests,
  DependencyEdge,
  SourceSpan,
} from '@sextant/plugin-telemetry-common';
import { TimeRange } from '@sextant/plugin-kit-common';
import {
  Asking,
  EdgeAnswer,
  EdgeQuestion,
  EdgeRow,
  SourceAnswer,
} from '@sextant/plugin-telemetry-node';
import { HIDDEN, Reader } from '../access/Readable';
import { Joined, withData } from '../asking/partial';
import { answered, SourceQuestion } from '../asking/SourceQuestion';
import { Upstreams } from '../asking/Upstreams';
import { SeenCall } from '../figures/callTable';
import { groupBy } from '../figures/groupBy';
import { environmentChoices, versionWord } from '../naming/words';

interface TraceQuestion {
  traceId: string;
  near?: TimeRange;
}

/** Whole traces, and who calls whom. */
export class Traces {
  readonly #upstreams: Upstreams;
  readonly #trace: SourceQuestion<
    'traces',
    TraceQuestion,
    SourceAnswer<SourceSpan>
  >;
  readonly #edges: SourceQuestion<'traces', EdgeQuestion, EdgeAnswer>;

  constructor(upstreams: Upstreams, now?: () => number) {
    this.#upstreams = upstreams;
    this.#trace = new SourceQuestion(
      {
        name: 'trace',
        ask: (source, { traceId, near }, asking) =>
          source.trace(traceId, near, asking),
      },
      now,
    );
    this.#edges = new SourceQuestion(
      {
        name: 'edges',
        ask: (source, question, asking) => source.edges(question, asking),
      },
      now,
    );
  }

  /** The spans of a trace from every source that has some, as far as the reader may see them. */
  async trace(
    question: TraceQuestion,
    reader: Reader,
    asking: Asking,
  ): Promise<Joined<{ spans: SourceSpan[]; readable: ReadonlySet<string> }>> {
    const found = answered(
      await this.#trace.askAll(
        this.#upstreams.require('traces'),
        () => question,
        asking,
      ),
    );
    const spans = found.data.flatMap(({ rows }) => rows);
    const names = new Set(spans.map(({ resource }) => resource.service));
    const [readable, open] = await Promise.all([
      reader.namesOf(names, 'figures'),
      reader.namesOf(names, 'content'),
    ]);
    return {
      ...withData(found, {
        spans: spans.map(span => {
          const { service } = span.resource;
          if (open.has(service)) {
            return span;
          }
          return readable.has(service) ? withoutContent(span) : hidden(span);
        }),
        readable,
      }),
      provenance: found.data
        .filter(({ rows }) => rows.length > 0)
        .map(({ provenance }) => provenance),
    };
  }

  /** Calls as they were counted, whoever may see them. */
  async calls(
    question: {
      environment?: string;
      range: TimeRange;
      /** Those that begin or end at one of these services. */
      endsAt?: readonly string[];
    },
    asking: Asking,
  ): Promise<Joined<SeenCall[]>> {
    const { environment, ...rest } = question;
    const environments =
      environment === undefined ? undefined : environmentChoices(environment);
    const found = answered(
      await this.#edges.askAll(
        this.#upstreams.require('traces', environments),
        () => ({ ...rest, environments }),
        asking,
      ),
    );
    return withData(
      found,
      found.data.flatMap(({ rows, covered, isWhole }) =>
        rows.map(row => ({
          row,
          seconds: (covered.toMs - covered.fromMs) / 1000,
          isWhole,
        })),
      ),
    );
  }

  /** Calls between services that the reader may both see, and what each callee answered in all. */
  async edges(
    { environment, range }: { environment?: string; range: TimeRange },
    reader: Reader,
    asking: Asking,
  ): Promise<Joined<{ edges: DependencyEdge[]; callees: CalleeRequests[] }>> {
    const found = await this.calls({ environment, range }, asking);
    const rows = found.data;
    const readable = await reader.namesOf(
      rows.flatMap(({ row: { from, to } }) =>
        from ? [from.service, to.service] : [to.service],
      ),
      'figures',
    );
    const visible = rows.filter(({ row }) => readable.has(row.to.service));
    return withData(found, {
      edges: edgesOf(visible, readable),
      callees: calleesOf(visible, readable),
    });
  }
}

function edgesOf(
  rows: readonly SeenCall[],
  readable: ReadonlySet<string>,
): DependencyEdge[] {
  const known = rows.flatMap(({ row, seconds }) =>
    row.from && readable.has(row.from.service)
      ? [{ row, seconds, from: row.from }]
      : [],
  );
  return groupBy(known, ({ row: { to, kind }, from }) => [
    kind,
    from.service,
    versionWord(from.version),
    to.service,
    versionWord(to.version),
  ]).map(own => {
    const [{ row, from }] = own;
    const sum = (of: (edge: EdgeRow) => number) =>
      own.reduce((total, edge) => total + of(edge.row), 0);
    const requests = sum(edge => edge.requests);
    const isTold = own.every(edge => edge.row.failed !== undefined);
    return {
      caller: from.service,
      callerVersion: versionWord(from.version),
      callee: row.to.service,
      calleeVersion: versionWord(row.to.version),
      kind: row.kind,
      requests,
      rate: own.reduce(
        (total, edge) => total + edge.row.requests / edge.seconds,
        0,
      ),
      errorRatio:
        isTold && requests > 0
          ? sum(edge => edge.failed ?? 0) / requests
          : null,
      ...(own.some(edge => edge.row.isEstimated) ? { estimated: true } : {}),
    };
  });
}

/** A caller that may not be seen counts as one that is not known. */
function calleesOf(
  rows: readonly SeenCall[],
  readable: ReadonlySet<string>,
): CalleeRequests[] {
  const calls = rows.filter(({ row }) => row.kind === 'call');
  return groupBy(calls, ({ row: { to } }) => [
    to.service,
    versionWord(to.version),
  ]).map(own => {
    let [attributed, unattributed] = [0, 0];
    for (const { row } of own) {
      if (row.from && readable.has(row.from.service)) {
        attributed += row.requests;
      } else {
        unattributed += row.requests;
      }
    }
    return {
      service: own[0].row.to.service,
      version: versionWord(own[0].row.to.version),
      requests: attributed + unattributed,
      attributed,
      unattributed,
    };
  });
}

/** What a span is, without what it says. */
function withoutContent(span: SourceSpan): SourceSpan {
  const { service, version, environment, instance } = span.resource;
  return {
    ...span,
    statusMessage: undefined,
    resource: { service, version, environment, instance, attributes: {} },
    attributes: {},
    events: [],
    links: [],
  };
}

/** A span's place and length in the trace, and nothing of what it is. */
function hidden(span: SourceSpan): SourceSpan {
  return {
    ...withoutContent(span),
    name: HIDDEN,
    resource: { service: HIDDEN, attributes: {} },
    scope: undefined,
  };
}
