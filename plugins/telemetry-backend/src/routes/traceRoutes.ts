import { NotFoundError } from '@backstage/errors';
import {
  encodeTrace,
  SourceTrace,
  traceParams,
  traceQuery,
  TracesQuery,
} from '@sextant/plugin-telemetry-common';
import express from 'express';
import { z } from 'zod';
import { TimeRange } from '@sextant/plugin-kit-common';
import { withData } from '../asking/partial';
import { whyEmpty } from '../questions/emptyReasons';
import {
  askingFor,
  cursorFor,
  positionsIn,
  rangeOf,
  readerOf,
  refuseUnknown,
  RouteContext,
  scopedRequest,
  TelemetryRouter,
  toAnswer,
} from './RouteContext';

/** Log lines are looked for this long before and after a trace. */
const LOG_SLACK_MS = 60_000;

/** Lists of traces, whole traces with their log lines, and who calls whom. */
export function traceRoutes(
  router: TelemetryRouter,
  context: RouteContext,
): void {
  const { lists, traces, lines } = context;

  router.on('traces', async call => {
    const { query } = call;
    const after = positionsIn(context, query.cursor);
    const scoped = await scopedRequest(context, call, 'figures');
    const { scope, asking, reader } = scoped;
    const found = await lists.search(
      { ...scope, ...filterOf(query), after },
      reader,
      asking,
    );
    const { positions, ...data } = found.data;
    const isEmpty = data.items.length === 0;
    await refuseUnknown(
      context,
      scoped,
      isEmpty && data.operations.length === 0,
    );
    const answer = withData(found, {
      ...data,
      nextCursor: cursorFor(context, positions),
    });
    return toAnswer(
      answer,
      isEmpty
        ? whyEmpty('traces', scope, context.upstreams, {
            byFilter: isFiltered(query),
          })
        : undefined,
    );
  });

  router.on('allTraces', async call => {
    const { query, request } = call;
    const after = positionsIn(context, query.cursor);
    const range = rangeOf(context, query);
    const reader = await readerOf(context, request);
    const found = await lists.search(
      {
        service: query.service
          ? await reader.byName(query.service, 'figures')
          : undefined,
        environment: query.environment || undefined,
        versions: query.version?.length ? query.version : undefined,
        range,
        ...filterOf(query),
        exceptServices:
          query.own === 'true' || query.service ? undefined : ownService(),
        after,
      },
      reader,
      askingFor(context, request),
    );
    const { positions, ...data } = found.data;
    return toAnswer(
      withData(found, {
        ...data,
        nextCursor: cursorFor(context, positions),
      }),
      data.items.length === 0
        ? {
            reason: 'No trace in this range matches.',
            fix: 'Remove a filter or choose a longer range.',
          }
        : undefined,
    );
  });

  router.on('trace', async call => {
    const { source, found } = await readTrace(context, call);
    return toAnswer(withData(found, encodeTrace(source)), undefined);
  });

  router.on('traceLogs', async call => {
    const { source, reader } = await readTrace(context, call);
    const found = await lines.trace(
      { traceId: source.traceId, range: windowOf(source) },
      reader,
      askingFor(context, call.request),
    );
    return toAnswer(
      found,
      found.data.items.length === 0
        ? {
            reason: 'No log line that you may read carries this trace id.',
            fix: 'Write logs through an OpenTelemetry log appender, which adds trace_id and span_id to every line.',
          }
        : undefined,
    );
  });

  router.on('dependencies', async call => {
    const { query, request } = call;
    const range = rangeOf(context, query);
    const found = await traces.edges(
      { environment: query.environment || undefined, range },
      await readerOf(context, request),
      askingFor(context, request),
    );
    const { edges, callees } = found.data;
    return {
      ...toAnswer(
        withData(found, edges),
        edges.length === 0
          ? { reason: 'No calls between services were seen in this range.' }
          : undefined,
      ),
      callees,
    };
  });
}

/** What the portal calls itself where it reports to itself. */
function ownService(): string[] | undefined {
  const name = process.env.OTEL_SERVICE_NAME;
  return name ? [name] : undefined;
}

/** From before its first span to after its last. */
function windowOf({ spans }: SourceTrace): TimeRange {
  let [first, last] = [spans[0].startUnixNano, spans[0].endUnixNano];
  for (const { startUnixNano, endUnixNano } of spans) {
    first = startUnixNano < first ? startUnixNano : first;
    last = endUnixNano > last ? endUnixNano : last;
  }
  return {
    fromMs: Number(first / 1_000_000n) - LOG_SLACK_MS,
    toMs: Number(last / 1_000_000n) + LOG_SLACK_MS,
  };
}

/** A trace with what the reader may see of it; none where that is nothing. */
async function readTrace(
  context: RouteContext,
  call: {
    params: z.output<typeof traceParams>;
    query: z.output<typeof traceQuery>;
    request: express.Request;
  },
) {
  const { params, query, request } = call;
  const traceId = params.traceId.toLowerCase().padStart(32, '0');
  const { from, to } = query;
  const near = from && to ? rangeOf(context, { from, to }) : undefined;
  const reader = await readerOf(context, request);
  const found = await context.traces.trace(
    { traceId, near },
    reader,
    askingFor(context, request),
  );
  const { spans, readable } = found.data;
  if (spans.length === 0 && found.missing.length > 0) {
    throw new NotFoundError(
      `No trace ${traceId} in the sources that answered; ${found.missing.join(
        '; ',
      )}`,
    );
  }
  if (readable.size === 0) {
    throw new NotFoundError(
      `No trace ${traceId}. It may be older than what the source keeps, not sampled, not exported yet, or not for you to read.`,
    );
  }
  return { source: { traceId, spans }, found, reader };
}

function filterOf(query: TracesQuery) {
  return {
    operation: query.operation || undefined,
    status: query.status || undefined,
    minDurationSeconds: query.minDuration,
    maxDurationSeconds: query.maxDuration,
    attributes: query.attribute.length > 0 ? query.attribute : undefined,
    order: query.order,
    limit: query.limit,
  };
}

function isFiltered(query: TracesQuery): boolean {
  return Boolean(
    query.operation ||
      query.status ||
      query.minDuration ||
      query.maxDuration !== undefined ||
      query.attribute.length > 0,
  );
}
