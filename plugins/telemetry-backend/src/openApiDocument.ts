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

/** The plugin's OpenAPI 3.1 document, made from the schemas that parse its requests and answers. */
export function openApiDocument(): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Sextant telemetry', version: '1' },
    servers: [{ url: '/api/telemetry' }],
    paths: {
      [`${SERVICE}/versions`]: get(
        'Live versions',
        scopeQuery,
        versionsAnswerSchema,
      ),
      [`${SERVICE}/metrics`]: get(
        'Rate, errors, latency',
        metricsQuery,
        metricsAnswerSchema,
      ),
      [`${SERVICE}/traces`]: get(
        'Trace summaries',
        tracesQuery,
        tracesAnswerSchema,
      ),
      [`${SERVICE}/logs`]: get(
        'Log lines, newest first',
        logsQuery,
        logsAnswerSchema,
      ),
      [`${SERVICE}/logs/volume`]: get(
        'Lines by level',
        logsQuery,
        logVolumeAnswerSchema,
      ),
      [`${SERVICE}/logs/tail`]: get(
        'Live tail as server-sent events',
        logsQuery,
        tailEventSchema,
        'text/event-stream',
      ),
      [`${SERVICE}/logs/patterns`]: get(
        'Lines that differ only in their values',
        logsQuery,
        logPatternsAnswerSchema,
      ),
      [`${SERVICE}/alerts`]: get(
        'Alerts that fire or are pending',
        scopeQuery,
        alertsAnswerSchema,
      ),
      [`${SERVICE}/doctor`]: get(
        'What each source holds, and what would lift it',
        scopeQuery,
        doctorAnswerSchema,
      ),
      '/v1/traces': get(
        'Trace summaries over all services, where the source can',
        tracesQuery,
        tracesAnswerSchema,
      ),
      '/v1/traces/{traceId}': get(
        'A whole trace',
        traceQuery,
        traceAnswerSchema,
      ),
      '/v1/traces/{traceId}/logs': get(
        'Its log lines',
        z.object({}),
        logsAnswerSchema,
      ),
      '/v1/dependencies': get(
        'Calls between versions',
        edgesQuery,
        dependenciesAnswerSchema,
      ),
      '/v1/fleet': get(
        'Every service, for backend plugins',
        fleetQuery,
        fleetAnswerSchema,
      ),
    },
  };
}

function get(
  summary: string,
  query: z.ZodObject,
  answer: z.ZodType,
  contentType = 'application/json',
) {
  const parameters = Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: z.toJSONSchema(schema instanceof z.ZodType ? schema : z.unknown(), {
      io: 'input',
      unrepresentable: 'any',
    }),
  }));
  return {
    get: {
      summary,
      parameters,
      responses: {
        200: {
          description: 'Answer with its provenance',
          content: {
            [contentType]: {
              schema: z.toJSONSchema(answer, { unrepresentable: 'any' }),
            },
          },
        },
        default: { description: 'Backstage error; error.name tells its kind' },
      },
    },
  };
}
