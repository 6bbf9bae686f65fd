import {
  alertsAnswerSchema,
  dependenciesAnswerSchema,
  doctorAnswerSchema,
  fleetAnswerSchema,
  logPatternsAnswerSchema,
  logsAnswerSchema,
  logVolumeAnswerSchema,
  metricsAnswerSchema,
  tailEventSchema,
  traceAnswerSchema,
  tracesAnswerSchema,
  versionsAnswerSchema,
} from '@sextant/plugin-telemetry-common';
import {
  DescribedOperation,
  openApiDocument,
} from '@sextant/plugin-telemetry-node';
import { z } from 'zod';
import {
  edgesQuery,
  fleetQuery,
  logsQuery,
  metricsQuery,
  scopeQuery,
  traceQuery,
  tracesQuery,
} from './routes/querySchemas';

const SERVICE = '/v1/services/{namespace}/{name}';
const health = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
});

/** What the plugin's routes take and answer. */
export function telemetryApi(): object {
  return openApiDocument({
    title: 'Sextant telemetry',
    baseUrl: '/api/telemetry',
    routes: {
      [`${SERVICE}/versions`]: read(
        'Live versions',
        scopeQuery,
        versionsAnswerSchema,
      ),
      [`${SERVICE}/metrics`]: read(
        'Rate, errors, latency',
        metricsQuery,
        metricsAnswerSchema,
      ),
      [`${SERVICE}/traces`]: read(
        'Trace summaries',
        tracesQuery,
        tracesAnswerSchema,
      ),
      [`${SERVICE}/logs`]: read(
        'Log lines, newest first',
        logsQuery,
        logsAnswerSchema,
      ),
      [`${SERVICE}/logs/volume`]: read(
        'Lines by level',
        logsQuery,
        logVolumeAnswerSchema,
      ),
      [`${SERVICE}/logs/tail`]: read(
        'Live tail as server-sent events',
        logsQuery,
        tailEventSchema,
        'text/event-stream',
      ),
      [`${SERVICE}/logs/patterns`]: read(
        'Lines that differ only in their values',
        logsQuery,
        logPatternsAnswerSchema,
      ),
      [`${SERVICE}/alerts`]: read(
        'Alerts that fire or are pending',
        scopeQuery,
        alertsAnswerSchema,
      ),
      [`${SERVICE}/doctor`]: read(
        'What each source holds, and what would lift it',
        scopeQuery,
        doctorAnswerSchema,
      ),
      '/v1/traces': read(
        'Trace summaries over all services, where the source can',
        tracesQuery,
        tracesAnswerSchema,
      ),
      '/v1/traces/{traceId}': read(
        'A whole trace',
        traceQuery,
        traceAnswerSchema,
      ),
      '/v1/traces/{traceId}/logs': read(
        'Its log lines',
        z.object({}),
        logsAnswerSchema,
      ),
      '/v1/dependencies': read(
        'Calls between versions',
        edgesQuery,
        dependenciesAnswerSchema,
      ),
      '/v1/fleet': read(
        'Every service, for backend plugins',
        fleetQuery,
        fleetAnswerSchema,
      ),
      '/v1/health': {
        get: {
          summary: 'How each source is doing',
          answers: { 200: health },
          isOpen: true,
        },
      },
    },
  });
}

function read(
  summary: string,
  query: z.ZodObject,
  answer: z.ZodType,
  contentType?: string,
): { get: DescribedOperation } {
  return { get: { summary, query, answers: { 200: answer }, contentType } };
}
