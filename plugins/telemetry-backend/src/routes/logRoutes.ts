import { LogsQuery } from '@sextant/plugin-telemetry-common';
import { LineFilter } from '@sextant/plugin-telemetry-node';
import express from 'express';
import { withData } from '../asking/partial';
import { whyEmpty } from '../questions/emptyReasons';
import { FollowedLines } from '../questions/LogTails';
import {
  closeSignalOf,
  cursorFor,
  positionsIn,
  refuseUnknown,
  RouteContext,
  scopedRequest,
  TelemetryRouter,
  toAnswer,
} from './RouteContext';

const HEARTBEAT_MS = 15_000;

/** Log lines of one service: search, volume, patterns, live tail. */
export function logRoutes(
  router: TelemetryRouter,
  context: RouteContext,
): void {
  const { lines, tails, upstreams } = context;

  router.on('logs', async call => {
    const { query } = call;
    const after = positionsIn(context, query.cursor);
    const scoped = await scopedRequest(context, call, 'content');
    const { scope, asking } = scoped;
    const found = await lines.search(
      scope,
      filterOf(query),
      { limit: query.limit, after },
      asking,
    );
    const { positions, ...data } = found.data;
    const isEmpty = data.items.length === 0;
    await refuseUnknown(context, scoped, isEmpty);
    return toAnswer(
      withData(found, {
        ...data,
        nextCursor: cursorFor(context, positions),
      }),
      isEmpty
        ? whyEmpty('logs', scope, upstreams, {
            byFilter: isFiltered(query),
          })
        : undefined,
    );
  });

  router.on('logVolume', async call => {
    const { query } = call;
    const scoped = await scopedRequest(context, call, 'figures');
    const { scope, asking } = scoped;
    const found = await lines.volume(scope, filterOf(query), asking);
    const isEmpty = found.data.series.length === 0;
    await refuseUnknown(context, scoped, isEmpty);
    return toAnswer(
      found,
      isEmpty
        ? whyEmpty('logs', scope, upstreams, {
            byFilter: isFiltered(query),
          })
        : undefined,
    );
  });

  router.on('logPatterns', async call => {
    const { query } = call;
    const scoped = await scopedRequest(context, call, 'content');
    const { scope, asking } = scoped;
    const found = await lines.patterns(scope, filterOf(query), asking);
    const patterns = found?.data.patterns ?? [];
    await refuseUnknown(context, scoped, patterns.length === 0);
    const [remedy] = upstreams.remediesFor('patterns');
    const why = found
      ? {
          reason: `No patterns of ${scope.service.telemetryName} in this range.`,
        }
      : {
          reason: 'None of the connected sources finds patterns.',
          fix: remedy && `Configure ${remedy.line} in ${remedy.where}`,
        };
    return toAnswer(
      found ?? { data: { patterns }, provenance: [], missing: [] },
      patterns.length === 0 ? why : undefined,
    );
  });

  router.on('logTail', async call => {
    const { query } = call;
    const after = positionsIn(
      context,
      call.request.header('last-event-id') || query.after,
    );
    const scoped = await scopedRequest(context, call, 'content');
    const { scope } = scoped;
    // Before the stream begins: nothing that comes later can say that there is no such service.
    await refuseUnknown(context, scoped, true);
    const signal = closeSignalOf(call.request);
    // What can never be followed is refused before the stream begins.
    const followed = tails.follow(scope, filterOf(query), after, signal);
    await send(context, call.response, followed, signal);
    return undefined;
  });
}

/** Writes server-sent events for as long as the reader listens. */
async function send(
  context: RouteContext,
  response: express.Response,
  followed: AsyncIterable<FollowedLines>,
  signal: AbortSignal,
) {
  response.set({
    'Content-Type': 'text/event-stream',
    // Compression would hold lines back until its buffer is full.
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
  try {
    for await (const { event, positions } of followed) {
      const id = cursorFor(context, positions);
      const drained = response.write(
        `${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(event)}\n\n`,
      );
      if (!drained && !signal.aborted) {
        await new Promise<void>(resolve => {
          const done = () => {
            response.off('drain', done);
            signal.removeEventListener('abort', done);
            resolve();
          };
          response.once('drain', done);
          signal.addEventListener('abort', done, { once: true });
        });
      }
    }
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

function filterOf(query: LogsQuery): LineFilter {
  return {
    levels: query.level?.length ? query.level : undefined,
    text: query.q || undefined,
    traceId: query.traceId?.toLowerCase().padStart(32, '0'),
  };
}

function isFiltered(query: LogsQuery): boolean {
  return Boolean(query.level?.length || query.q || query.traceId);
}
