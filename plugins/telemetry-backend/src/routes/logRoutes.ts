import { parseInput, stepFor } from '@sextant/plugin-telemetry-common';
import Router from 'express-promise-router';
import { z } from 'zod';
import { whyNoLogs, whyNoPatterns } from '../services/emptyReasons';
import { nameByTime } from '../services/nameByTime';
import { toAnswer } from '../services/toAnswer';
import { logsQuery } from './querySchemas';
import {
  closeSignalOf,
  lacksVersion,
  resolveScope,
  TelemetryRoutesOptions,
} from './TelemetryRoutes';

const HEARTBEAT_MS = 15_000;
/** A volume chart is narrow: 60 bars. */
const VOLUME_POINTS = 60;

/** Log lines of one service: search, volume, live tail. */
export function logRoutes(options: TelemetryRoutesOptions) {
  const router = Router();

  router.get(
    '/v1/services/:namespace/:name/logs',
    async (request, response) => {
      const query = parseInput(logsQuery, request.query);
      const { scope, signal, liveVersions } = await resolveScope(
        options,
        request,
        query,
      );
      const found = await options.merged.logs.search(
        {
          ...scope,
          ...filtersOf(query),
          limit: query.limit,
          cursor: query.cursor,
        },
        { signal },
      );
      const named = lacksVersion(found.data.items)
        ? nameByTime(found, await liveVersions(), line =>
            Number(BigInt(line.timeUnixNano) / 1_000_000n),
          )
        : found;
      const empty = found.data.items.length === 0;
      response.json(
        toAnswer(
          named,
          empty ? whyNoLogs(scope, isFiltered(query)) : undefined,
        ),
      );
    },
  );

  router.get(
    '/v1/services/:namespace/:name/logs/volume',
    async (request, response) => {
      const query = parseInput(logsQuery, request.query);
      const { scope, signal } = await resolveScope(options, request, query);
      const found = await options.merged.logs.volume(
        {
          ...scope,
          ...filtersOf(query),
          stepSeconds: stepFor(scope.range, VOLUME_POINTS),
        },
        { signal },
      );
      const empty = found.data.series.length === 0;
      response.json(
        toAnswer(
          found,
          empty ? whyNoLogs(scope, isFiltered(query)) : undefined,
        ),
      );
    },
  );

  router.get(
    '/v1/services/:namespace/:name/logs/patterns',
    async (request, response) => {
      const query = parseInput(logsQuery, request.query);
      const { scope, signal } = await resolveScope(options, request, query);
      const found = await options.merged.logs.patterns(
        { ...scope, ...filtersOf(query) },
        { signal },
      );
      const patterns = found?.data.patterns ?? [];
      response.json(
        toAnswer(
          found ?? { data: { patterns }, provenance: [], missing: [] },
          patterns.length === 0
            ? whyNoPatterns(scope, found !== undefined)
            : undefined,
        ),
      );
    },
  );

  router.get(
    '/v1/services/:namespace/:name/logs/tail',
    async (request, response) => {
      const query = parseInput(logsQuery, request.query);
      const { scope } = await resolveScope(options, request, query);
      const signal = closeSignalOf(request);
      const after = request.header('last-event-id') ?? query.after;
      const events = options.merged.logs.tail(
        { ...scope, ...filtersOf(query), after },
        { signal },
      );
      response.set({
        'Content-Type': 'text/event-stream',
        // Compression would hold lines back until its buffer is full.
        'Cache-Control': 'no-cache, no-transform',
        'X-Accel-Buffering': 'no',
      });
      response.flushHeaders();
      const heartbeat = setInterval(
        () => response.write(':\n\n'),
        HEARTBEAT_MS,
      );
      try {
        for await (const event of events) {
          const id = event.items[event.items.length - 1]?.id ?? '';
          const drained = response.write(
            `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`,
          );
          if (!drained && !signal.aborted) {
            await new Promise(resolve => {
              response.once('drain', resolve);
              signal.addEventListener('abort', resolve, { once: true });
            });
          }
        }
      } finally {
        clearInterval(heartbeat);
        response.end();
      }
    },
  );

  return router;
}

function filtersOf(query: z.output<typeof logsQuery>) {
  return {
    levels: query.level && query.level.length > 0 ? query.level : undefined,
    text: query.q || undefined,
    traceId: query.traceId?.toLowerCase().padStart(32, '0'),
  };
}

function isFiltered(query: z.output<typeof logsQuery>): boolean {
  return Boolean(
    query.level?.length || query.q || query.traceId || query.version?.length,
  );
}
