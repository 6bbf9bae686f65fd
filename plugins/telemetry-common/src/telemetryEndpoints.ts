import {
  get,
  noParameters,
  scopeInput,
  serviceParams,
} from '@sextant/plugin-kit-common';
import { z } from 'zod';
import { alertsAnswerSchema } from './alerts';
import { callsAnswerSchema } from './calls';
import { doctorAnswerSchema } from './doctor';
import { dependenciesAnswerSchema, fleetAnswerSchema } from './fleetFigures';
import { logPatternsAnswerSchema } from './logPatterns';
import {
  logsAnswerSchema,
  logVolumeAnswerSchema,
  tailEventSchema,
} from './logs';
import { metricsAnswerSchema, versionsAnswerSchema } from './metrics';
import { operationsAnswerSchema } from './operations';
import {
  allTracesQuery,
  everywhereQuery,
  figuresQuery,
  fleetQuery,
  logsQuery,
  metricsQuery,
  traceParams,
  traceQuery,
  tracesQuery,
} from './questions';
import { traceAnswerSchema, tracesAnswerSchema } from './traceSummary';

const SERVICE = '/v1/services/{namespace}/{name}';

const sourceHealthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  /** What is wrong, in sentences. */
  notes: z.array(z.string()),
});
const healthSchema = sourceHealthSchema.extend({
  /** By name of the source. */
  sources: z.record(z.string(), sourceHealthSchema),
});

/** All that the telemetry plugin answers. @public */
export const telemetryEndpoints = {
  versions: get({
    path: `${SERVICE}/versions`,
    summary: 'Live versions of a service: share, rate, errors, latency',
    params: serviceParams,
    query: figuresQuery,
    answer: versionsAnswerSchema,
  }),
  metrics: get({
    path: `${SERVICE}/metrics`,
    summary: 'Rate, errors and latency by time and version or route',
    params: serviceParams,
    query: metricsQuery,
    answer: metricsAnswerSchema,
  }),
  operations: get({
    path: `${SERVICE}/operations`,
    summary:
      'Operations by version: rate, errors, latency, share of the time, and what changed against the version before',
    params: serviceParams,
    query: figuresQuery,
    answer: operationsAnswerSchema,
  }),
  calls: get({
    path: `${SERVICE}/calls`,
    summary: 'Who calls a service, by version and operation, and whom it calls',
    params: serviceParams,
    query: scopeInput,
    answer: callsAnswerSchema,
  }),
  traces: get({
    path: `${SERVICE}/traces`,
    summary: 'Trace summaries of a service',
    params: serviceParams,
    query: tracesQuery,
    answer: tracesAnswerSchema,
  }),
  logs: get({
    path: `${SERVICE}/logs`,
    summary: 'Log lines of a service, newest first',
    params: serviceParams,
    query: logsQuery,
    answer: logsAnswerSchema,
  }),
  logVolume: get({
    path: `${SERVICE}/logs/volume`,
    summary: 'How many lines, by time and level',
    params: serviceParams,
    query: logsQuery,
    answer: logVolumeAnswerSchema,
  }),
  logPatterns: get({
    path: `${SERVICE}/logs/patterns`,
    summary: 'Lines that differ only in their values',
    params: serviceParams,
    query: logsQuery,
    answer: logPatternsAnswerSchema,
  }),
  logTail: get({
    path: `${SERVICE}/logs/tail`,
    summary: 'New lines as server-sent events, resumed by Last-Event-ID',
    params: serviceParams,
    query: logsQuery,
    answer: tailEventSchema,
    contentType: 'text/event-stream',
  }),
  alerts: get({
    path: `${SERVICE}/alerts`,
    summary: 'Alerts of a service that fire or are pending',
    params: serviceParams,
    query: scopeInput,
    answer: alertsAnswerSchema,
  }),
  doctor: get({
    path: `${SERVICE}/doctor`,
    summary:
      'What each source holds of a service, and the change that improves it',
    params: serviceParams,
    query: scopeInput,
    answer: doctorAnswerSchema,
  }),
  allTraces: get({
    path: '/v1/traces',
    summary: 'Trace summaries over all services, where the source can',
    params: noParameters,
    query: allTracesQuery,
    answer: tracesAnswerSchema,
  }),
  trace: get({
    path: '/v1/traces/{traceId}',
    summary: 'A whole trace: spans, services with versions, critical path',
    params: traceParams,
    query: traceQuery,
    answer: traceAnswerSchema,
  }),
  traceLogs: get({
    path: '/v1/traces/{traceId}/logs',
    summary: 'The log lines of a trace',
    params: traceParams,
    query: traceQuery,
    answer: logsAnswerSchema,
  }),
  dependencies: get({
    path: '/v1/dependencies',
    summary: 'Calls from version to version, with rate and error ratio',
    params: noParameters,
    query: everywhereQuery,
    answer: dependenciesAnswerSchema,
  }),
  fleet: get({
    path: '/v1/fleet',
    summary: 'Every service that reports telemetry, for backend plugins',
    params: noParameters,
    query: fleetQuery,
    answer: fleetAnswerSchema,
  }),
  health: get({
    path: '/v1/health',
    summary: 'How each source is doing',
    params: noParameters,
    query: noParameters,
    answer: healthSchema,
    isOpen: true,
  }),
};

/** @public */
export type TelemetryEndpoints = typeof telemetryEndpoints;
