import Fastify, { FastifyInstance } from 'fastify';
import { log } from './log.js';
import { observeRequests } from './observeRequests.js';

/** The service without a port: what tests talk to. */
export function createApp(): FastifyInstance {
  const app = Fastify();
  observeRequests(app);

  app.get('/health', async () => ({ status: 'ok' }));

  app.get<{ Params: { name: string } }>(
    '/v1/greetings/:name',
    {
      schema: {
        params: {
          type: 'object',
          properties: { name: { type: 'string', minLength: 1, maxLength: 50 } },
        },
      },
    },
    async request => {
      const { name } = request.params;
      log('info', `greeted ${name}`);
      return { text: `Hello, ${name}` };
    },
  );

  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    log(status >= 500 ? 'error' : 'warn', error.message, { status });
    return reply.status(status).send({ error: status >= 500 ? 'Internal error' : error.message });
  });
  return app;
}
