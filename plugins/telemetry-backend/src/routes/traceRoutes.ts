import { InputError, NotFoundError } from '@backstage/errors';
import {
  encodeTrace,
  parseInput,
  SourceTrace,
  TimeRange,
} from '@sextant/plugin-telemetry-common';
import express from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { withData } from '../asking/partial';
import { whyEmpty } from '../questions/emptyReasons';
import { edgesQuery, traceQuery, tracesQuery } from './querySchemas';
import {
  askingFor,
  cursorFor,
  positionsIn,
  rangeOf,
  readerOf,
  refuseUnknown,
  RouteContext,
  scopedRequest,
  toAnswer,
} from './RouteContext';

/** Log lines are looked for this long before and after a trace. */
const LOG_SLACK_MS = 60_000;

/** Lists of traces, whole traces with their log lines, and who calls whom. */
export function traceRoutes(context: RouteContext) {
  const { lists, traces, lines } = context;
  const router = Router();

  router.get(
    '/v1/services/:namespace/:name/traces',
    async (request, response) => {
      const query = parseInput(tracesQuery, request.query);
      const after = positionsIn(context, query.cursor);
      const scoped = await scopedRequest(context, request, query, 'figures');
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
      response.json(
        toAnswer(
          answer,
          isEmpty
            ? whyEmpty('traces', scope, context.upstreams, {
                byFilter: isFiltered(query),
              })
            : undefined,
        ),
      );
    },
  );

  router.get('/v1/traces', async (request, response) => {
    const query = parseInput(tracesQuery, request.query);
    const after = positionsIn(context, query.cursor);
    const range = rangeOf(context, query);
    const reader = await readerOf(context, request);
    const found = await lists.search(
      {
        environment: query.environment || undefined,
        versions: query.version?.length ? query.version : undefined,
        range,
        ...filterOf(query),
        after,
      },
      reader,
      askingFor(context, request),
    );
    const { positions, ...data } = found.data;
    response.json(
      toAnswer(
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
      ),
    );
  });

  router.get('/v1/traces/:traceId', async (request, response) => {
    const { source, found } = await readTrace(context, request);
    response.json(toAnswer(withData(found, encodeTrace(source)), undefined));
  });

  router.get('/v1/traces/:traceId/logs', async (request, response) => {
    const { source, reader } = await readTrace(context, request);
    const found = await lines.trace(
      { traceId: source.traceId, range: windowOf(source) },
      reader,
      askingFor(context, request),
    );
    response.json(
      toAnswer(
        found,
        found.data.items.length === 0
          ? {
              reason: 'No log line that you may read carries this trace id.',
              fix: 'Write logs through an OpenTelemetry log appender, which adds trace_id and span_id to every line.',
            }
          : undefined,
      ),
    );
  });

  router.get('/v1/dependencies', async (request, response) => {
    const query = parseInput(edgesQuery, request.query);
    const range = rangeOf(context, query);
    const found = await traces.edges(
      { environment: query.environment || undefined, range },
      await readerOf(context, request),
      askingFor(context, request),
    );
    const { edges, callees } = found.data;
    response.json({
      ...toAnswer(
        withData(found, edges),
        edges.length === 0
          ? { reason: 'No calls between services were seen in this range.' }
          : undefined,
      ),
      callees,
    });
  });

  return router;
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
async function readTrace(context: RouteContext, request: express.Request) {
  const given = request.params.traceId;
  if (!/^[0-9a-fA-F]{1,32}$/.test(given)) {
    throw new InputError(
      `traceId: found ${JSON.stringify(
        given.slice(0, 64),
      )}, allowed 1 to 32 hex digits`,
    );
  }
  const traceId = given.toLowerCase().padStart(32, '0');
  const { from, to } = parseInput(traceQuery, request.query);
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

function filterOf(query: z.output<typeof tracesQuery>) {
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

function isFiltered(query: z.output<typeof tracesQuery>): boolean {
  return Boolean(
    query.operation ||
      query.status ||
      query.minDuration ||
      query.maxDuration !== undefined ||
      query.attribute.length > 0,
  );
}
