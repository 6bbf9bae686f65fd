import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  encodeTrace,
  parseInput,
  parseTimeRange,
  SourceTrace,
  TimeRange,
} from '@sextant/plugin-telemetry-common';
import express from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { whyNoTraces } from '../services/emptyReasons';
import { nameByTime } from '../services/nameByTime';
import { redactSpan } from '../services/redactTrace';
import { toAnswer } from '../services/toAnswer';
import { fleetQuery, traceQuery, tracesQuery } from './querySchemas';
import {
  lacksVersion,
  readerOf,
  resolveScope,
  signalOf,
  TelemetryRoutesOptions,
} from './TelemetryRoutes';

/** Log lines are looked for this long before and after a trace. */
const LOG_SLACK_MS = 60_000;

/** Lists of traces, whole traces with their log lines, and who calls whom. */
export function traceRoutes(options: TelemetryRoutesOptions) {
  const { merged } = options;
  const router = Router();

  router.get(
    '/v1/services/:namespace/:name/traces',
    async (request, response) => {
      const query = parseInput(tracesQuery, request.query);
      const { scope, signal, liveVersions } = await resolveScope(
        options,
        request,
        query,
      );
      const found = await merged.traces.search(
        {
          ...scope,
          ...filtersOf(query),
        },
        { signal },
      );
      const named = lacksVersion(found.data.items)
        ? nameByTime(found, await liveVersions(), item => item.startMs)
        : found;
      const filtered = Boolean(
        query.operation ||
          query.status ||
          query.minDuration ||
          query.maxDuration ||
          query.attribute.length > 0 ||
          query.version?.length,
      );
      response.json(
        toAnswer(
          named,
          named.data.items.length === 0
            ? whyNoTraces(scope, filtered)
            : undefined,
        ),
      );
    },
  );

  router.get('/v1/traces', async (request, response) => {
    const query = parseInput(tracesQuery, request.query);
    const credentials = await readerOf(options, request);
    const range = parseTimeRange(
      query.from,
      query.to,
      (options.now ?? Date.now)(),
    );
    const found = await merged.traces.search(
      {
        environment: query.environment || undefined,
        versions: query.version?.length ? query.version : undefined,
        range,
        ...filtersOf(query),
      },
      { signal: signalOf(request) },
    );
    const readable = await readableNames(
      options,
      found.data.items.map(({ service }) => service),
      credentials,
    );
    const items = found.data.items.filter(({ service }) =>
      readable.has(service),
    );
    response.json(
      toAnswer(
        { ...found, data: { ...found.data, items } },
        items.length === 0
          ? {
              reason: 'No trace in this range matches.',
              fix: 'Remove a filter or choose a longer range.',
            }
          : undefined,
      ),
    );
  });

  router.get('/v1/traces/:traceId', async (request, response) => {
    const { source, provenance, missing } = await readTrace(options, request);
    response.json(
      toAnswer({ data: encodeTrace(source), provenance, missing }, undefined),
    );
  });

  router.get('/v1/traces/:traceId/logs', async (request, response) => {
    const { source, allowed } = await readTrace(options, request);
    const found = await merged.logs.trace(
      {
        traceId: source.traceId,
        range: windowOf(source),
        services: [
          ...new Set(source.spans.map(span => span.resource.service)),
        ].filter(allowed),
      },
      { signal: signalOf(request) },
    );
    const items = found.data.items.filter(line => allowed(line.service));
    response.json(
      toAnswer(
        { ...found, data: { ...found.data, items } },
        items.length === 0
          ? {
              reason: 'No log line carries this trace id.',
              fix: 'Write logs through an OpenTelemetry log appender, which adds trace_id and span_id to every line.',
            }
          : undefined,
      ),
    );
  });

  router.get('/v1/dependencies', async (request, response) => {
    const query = parseInput(fleetQuery, request.query);
    const credentials = await readerOf(options, request);
    const range = parseTimeRange(
      query.from,
      query.to,
      (options.now ?? Date.now)(),
    );
    const found = await merged.traces.dependencies(
      { environment: query.environment || undefined, range },
      { signal: signalOf(request) },
    );
    const readable = await readableNames(
      options,
      found.data.flatMap(edge => [edge.caller, edge.callee]),
      credentials,
    );
    const edges = found.data.filter(
      edge => readable.has(edge.caller) && readable.has(edge.callee),
    );
    response.json(
      toAnswer(
        { ...found, data: edges },
        edges.length === 0
          ? { reason: 'No calls between services were seen in this range.' }
          : undefined,
      ),
    );
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

/** A trace with what the reader may see of it. */
async function readTrace(
  options: TelemetryRoutesOptions,
  request: express.Request,
) {
  const credentials = await readerOf(options, request);
  const given = request.params.traceId;
  if (!/^[0-9a-fA-F]{1,32}$/.test(given)) {
    throw new InputError(
      `traceId: found "${given.slice(0, 64)}", allowed 1 to 32 hex digits`,
    );
  }
  const traceId = given.toLowerCase().padStart(32, '0');
  const { from, to } = parseInput(traceQuery, request.query);
  const found = await options.merged.traces.trace(traceId, {
    signal: signalOf(request),
    range:
      from && to
        ? parseTimeRange(from, to, (options.now ?? Date.now)())
        : undefined,
  });
  if (!found) {
    throw new NotFoundError(
      `No trace ${traceId}. It may be older than what the source keeps, not sampled, or not exported yet.`,
    );
  }
  const readable = await readableNames(
    options,
    found.data.spans.map(span => span.resource.service),
    credentials,
  );
  if (readable.size === 0) {
    throw new NotAllowedError(`Reading trace ${traceId} is not allowed`);
  }
  const spans = found.data.spans.map(span =>
    readable.has(span.resource.service) ? span : redactSpan(span),
  );
  return {
    source: { traceId, spans },
    provenance: found.provenance,
    missing: found.missing,
    allowed: (service: string) => readable.has(service),
  };
}

function filtersOf(query: z.output<typeof tracesQuery>) {
  return {
    operation: query.operation,
    status: query.status || undefined,
    minDurationSeconds: query.minDuration,
    maxDurationSeconds: query.maxDuration,
    attributes: query.attribute,
    order: query.order,
    limit: query.limit,
    cursor: query.cursor,
  };
}

/** Those of some services that the reader may see, by telemetry name. */
async function readableNames(
  { directory, access }: TelemetryRoutesOptions,
  names: readonly string[],
  credentials: BackstageCredentials,
): Promise<Set<string>> {
  const services = [
    ...(await directory.byTelemetryNames([...new Set(names)])).values(),
  ];
  const decisions = await access.mayRead(services, credentials);
  return new Set(
    services
      .filter((_, index) => decisions[index])
      .map(service => service.telemetryName),
  );
}
