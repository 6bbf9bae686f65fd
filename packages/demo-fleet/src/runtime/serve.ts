import {
  Context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { CallContext, IncidentName, Reply, StepOptions } from './Behaviour';
import { Clock } from './Clock';
import { Instance } from './Instance';
import { aroundMs } from './random';

/** Headers that carry the trace from caller to callee. */
export type Carrier = Record<string, string>;

/** How requests between services travel. */
export interface Transport {
  /** Chooses an instance and sends it the request. */
  send(
    clock: Clock,
    request: {
      service: string;
      method: string;
      path: string;
      headers: Carrier;
    },
  ): Promise<{ status: number; version: string; host: string }>;
}

/** What surrounds a request. */
export interface World {
  clock: Clock;
  transport: Transport;
  incident(name: IncidentName): boolean;
}

const propagator = new W3CTraceContextPropagator();
const SEVERITIES = {
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

/**
 * Answers one request: server span, handler, metrics and log line. Live servers and history both
 * come through here, so that they cannot tell different stories.
 */
export async function serve(
  instance: Instance,
  request: { method: string; path: string; headers: Carrier },
  world: World,
): Promise<Reply> {
  const { tracer } = instance.telemetry;
  const parent = propagator.extract(ROOT_CONTEXT, request.headers, {
    get: (carrier, key) => carrier[key],
    keys: carrier => Object.keys(carrier),
  });
  const matched = instance.match(request.method, request.path);
  const startTime = world.clock.now();
  const span = tracer.startSpan(
    `${request.method} ${matched?.route.path ?? '(unknown)'}`,
    {
      kind: SpanKind.SERVER,
      startTime,
      attributes: {
        'http.request.method': request.method,
        'url.path': request.path,
        ...(matched ? { 'http.route': matched.route.path } : {}),
      },
    },
    parent,
  );
  const context = trace.setSpan(parent, span);
  let reply: Reply = { status: 404 };
  try {
    if (matched) {
      reply = await matched.route.handle(
        callContext(instance, world, context, matched.parameters),
      );
    }
  } catch (error) {
    reply = { status: 500 };
    log(instance, world.clock, context, 'error', String(error));
  }
  span.setAttribute('http.response.status_code', reply.status);
  if (reply.status >= 500) {
    span.setStatus({
      code: SpanStatusCode.ERROR,
      message: `HTTP ${reply.status}`,
    });
  }
  const endTime = world.clock.now();
  span.end(endTime);
  if (matched) {
    instance.measure(matched.route, reply.status, (endTime - startTime) / 1000);
  }
  return reply;
}

function callContext(
  instance: Instance,
  world: World,
  context: Context,
  parameters: Record<string, string>,
): CallContext {
  return {
    parameters,
    chance: probability => Math.random() < probability,
    incident: world.incident,
    log: (level, message, attributes) =>
      log(instance, world.clock, context, level, message, attributes),
    step: (name, typicalMs, options) =>
      step(instance, world.clock, context, name, typicalMs, options),
    call: (service, method, path) =>
      call(instance, world, context, { service, method, path }),
    parallel: branches =>
      world.clock.parallel(
        branches.map(
          branch => clock =>
            branch(
              callContext(instance, { ...world, clock }, context, parameters),
            ),
        ),
      ),
  };
}

async function step(
  instance: Instance,
  clock: Clock,
  context: Context,
  name: string,
  typicalMs: number,
  { database, error }: StepOptions = {},
) {
  const span = instance.telemetry.tracer.startSpan(
    name,
    {
      kind: database ? SpanKind.CLIENT : SpanKind.INTERNAL,
      startTime: clock.now(),
      attributes: database
        ? {
            'db.system.name': database.system,
            'db.query.text': database.statement,
          }
        : {},
    },
    context,
  );
  await clock.sleep(aroundMs(typicalMs));
  if (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    span.addEvent('exception', { 'exception.message': error }, clock.now());
  }
  span.end(clock.now());
}

async function call(
  instance: Instance,
  { clock, transport }: World,
  context: Context,
  target: { service: string; method: string; path: string },
): Promise<Reply> {
  const span = instance.telemetry.tracer.startSpan(
    `${target.method} ${target.service}`,
    {
      kind: SpanKind.CLIENT,
      startTime: clock.now(),
      attributes: {
        'http.request.method': target.method,
        'url.full': `http://${target.service}${target.path}`,
        'peer.service': target.service,
      },
    },
    context,
  );
  const headers: Carrier = {};
  propagator.inject(trace.setSpan(context, span), headers, {
    set: (carrier, key, value) => {
      carrier[key] = value;
    },
  });
  const { status, host } = await transport.send(clock, { ...target, headers });
  span.setAttributes({
    'http.response.status_code': status,
    'server.address': host,
  });
  if (status >= 400) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: `HTTP ${status}` });
  }
  span.end(clock.now());
  return { status };
}

function log(
  instance: Instance,
  clock: Clock,
  context: Context,
  level: keyof typeof SEVERITIES,
  message: string,
  attributes: Record<string, string | number> = {},
) {
  instance.telemetry.logger.emit({
    timestamp: clock.now(),
    severityNumber: SEVERITIES[level],
    severityText: level.toUpperCase(),
    body: message,
    attributes,
    context,
  });
}
