import {
  Context,
  ROOT_CONTEXT,
  Span,
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
  /** Whether an incident goes on, or went on, at a time. */
  incident(name: IncidentName, atMs: number): boolean;
}

/** What a request is marked with as it goes on. */
type Marks = Record<string, string>;

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
        callContext(
          instance,
          world,
          { context, marks: {}, span },
          matched.parameters,
        ),
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

/** The request that is being answered. */
interface Answering {
  context: Context;
  span: Span;
  marks: Marks;
}

function callContext(
  instance: Instance,
  world: World,
  answering: Answering,
  parameters: Record<string, string>,
): CallContext {
  const { context, marks, span } = answering;
  return {
    parameters,
    mark: attributes => {
      Object.assign(marks, attributes);
      span.setAttributes(attributes);
    },
    chance: probability => Math.random() < probability,
    incident: name => world.incident(name, world.clock.now()),
    log: (level, message, attributes) =>
      log(instance, world.clock, context, level, message, {
        ...marks,
        ...attributes,
      }),
    step: (name, typicalMs, options) =>
      step(instance, world.clock, answering, name, typicalMs, options),
    call: (service, method, path) =>
      call(instance, world, answering, { service, method, path }),
    parallel: branches =>
      world.clock.parallel(
        branches.map(
          branch => clock =>
            branch(
              callContext(instance, { ...world, clock }, answering, parameters),
            ),
        ),
      ),
  };
}

async function step(
  instance: Instance,
  clock: Clock,
  { context, marks }: Answering,
  name: string,
  typicalMs: number,
  { database, error }: StepOptions = {},
) {
  const where = database && instance.definition.databases?.[database.system];
  const span = instance.telemetry.tracer.startSpan(
    name,
    {
      kind: database ? SpanKind.CLIENT : SpanKind.INTERNAL,
      startTime: clock.now(),
      attributes: {
        ...marks,
        ...(database
          ? {
              'db.system.name': database.system,
              'db.query.text': database.statement,
            }
          : {}),
        ...(where
          ? { 'db.namespace': where.namespace, 'server.address': where.address }
          : {}),
      },
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
  { context, marks }: Answering,
  target: { service: string; method: string; path: string },
): Promise<Reply> {
  const span = instance.telemetry.tracer.startSpan(
    `${target.method} ${target.service}`,
    {
      kind: SpanKind.CLIENT,
      startTime: clock.now(),
      attributes: {
        ...marks,
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
