import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  encodeTrace,
  parseInput,
  parseTimeRange,
  SourceTrace,
  TimeRange,
  UNVERSIONED,
} from '@sextant/plugin-telemetry-common';
import { SharedReads, Sourced } from '@sextant/plugin-telemetry-node';
import express from 'express';
import Router from 'express-promise-router';
import { DEPLOYMENT_RUNG } from '../services/DeploymentRung';
import { whyNoTraces } from '../services/emptyReasons';
import { redactSpan } from '../services/redactTrace';
import { toAnswer } from '../services/toAnswer';
import { fleetQuery, tracesQuery } from './querySchemas';
import {
  lacksVersion,
  readerOf,
  resolveScope,
  signalOf,
  TelemetryRoutesOptions,
} from './TelemetryRoutes';

/** Log lines are looked for this long before and after a trace. */
const LOG_SLACK_MS = 60_000;
const KEEP_MS = 3_000;
const KEEP_SPANS = 100_000;

/** Lists of traces, whole traces with their log lines, and who calls whom. */
export function traceRoutes(options: TelemetryRoutesOptions) {
  const { sources, directory, access } = options;
  const router = Router();
  /** The page asks for a trace and for its log lines: the trace is read once for both. */
  const reads = new SharedReads<Sourced<SourceTrace> | undefined>({
    keepMs: KEEP_MS,
    maxSize: KEEP_SPANS,
    sizeOf: found => found?.data.spans.length ?? 1,
  });

  router.get(
    '/v1/services/:namespace/:name/traces',
    async (request, response) => {
      const query = parseInput(tracesQuery, request.query);
      const { scope, signal, liveVersions } = await resolveScope(
        options,
        request,
        query,
      );
      const found = await sources.traces.search(
        {
          ...scope,
          operation: query.operation,
          status: query.status || undefined,
          minDurationSeconds: query.minDuration,
          maxDurationSeconds: query.maxDuration,
          attributes: query.attribute,
          order: query.order,
          limit: query.limit,
          cursor: query.cursor,
        },
        { signal },
      );
      if (lacksVersion(found.data.items)) {
        const live = await liveVersions();
        found.data.items = found.data.items.map(item => {
          const version =
            item.version === UNVERSIONED ? live.at(item.startMs) : undefined;
          if (version) {
            found.provenance.rung = DEPLOYMENT_RUNG;
          }
          return version ? { ...item, version } : item;
        });
      }
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
          found,
          found.data.items.length === 0
            ? whyNoTraces(scope, filtered)
            : undefined,
        ),
      );
    },
  );

  router.get('/v1/traces/:traceId', async (request, response) => {
    const { source, provenance } = await readTrace(options, reads, request);
    response.json(
      toAnswer({ data: encodeTrace(source), provenance }, undefined),
    );
  });

  router.get('/v1/traces/:traceId/logs', async (request, response) => {
    const { source, allowed } = await readTrace(options, reads, request);
    const found = await sources.logs.trace(
      { traceId: source.traceId, range: windowOf(source) },
      { signal: signalOf(request) },
    );
    found.data.items = found.data.items.filter(line => allowed(line.service));
    response.json(
      toAnswer(
        found,
        found.data.items.length === 0
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
    const found = await sources.traces.dependencies(
      { environment: query.environment || undefined, range },
      { signal: signalOf(request) },
    );
    const names = [
      ...new Set(found.data.flatMap(edge => [edge.caller, edge.callee])),
    ];
    const services = [...(await directory.byTelemetryNames(names)).values()];
    const decisions = await access.mayRead(services, credentials);
    const readable = new Set(
      services
        .filter((_, index) => decisions[index])
        .map(service => service.telemetryName),
    );
    found.data = found.data.filter(
      edge => readable.has(edge.caller) && readable.has(edge.callee),
    );
    response.json(
      toAnswer(
        found,
        found.data.length === 0
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
  reads: SharedReads<Sourced<SourceTrace> | undefined>,
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
  const found = await reads.read(
    traceId,
    signal => options.sources.traces.trace(traceId, { signal }),
    signalOf(request),
  );
  if (!found) {
    throw new NotFoundError(
      `No trace ${traceId}. It may be older than what the source keeps, not sampled, or not exported yet.`,
    );
  }
  const names = [
    ...new Set(found.data.spans.map(span => span.resource.service)),
  ];
  const services = [
    ...(await options.directory.byTelemetryNames(names)).values(),
  ];
  const decisions = await options.access.mayRead(services, credentials);
  const readable = new Set(
    services
      .filter((_, index) => decisions[index])
      .map(service => service.telemetryName),
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
    allowed: (service: string) => readable.has(service),
  };
}
