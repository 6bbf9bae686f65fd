import express from 'express';
import Router from 'express-promise-router';
import { openApiDocument } from './openApiDocument';
import { doctorRoutes } from './routes/doctorRoutes';
import { fleetRoutes } from './routes/fleetRoutes';
import { logRoutes } from './routes/logRoutes';
import { metricRoutes } from './routes/metricRoutes';
import { observeRequests } from './routes/observeRequests';
import { TelemetryRoutesOptions } from './routes/TelemetryRoutes';
import { traceRoutes } from './routes/traceRoutes';

/** All routes of `/api/telemetry` but those of the modules. */
export function createRouter(options: TelemetryRoutesOptions): express.Router {
  const router = Router();
  router.use(observeRequests());
  router.get('/openapi.json', (_request, response) => {
    response.json(openApiDocument());
  });
  router.get('/v1/health', async (_request, response) => {
    const health = await options.sources.health();
    response.status(health.status === 'down' ? 503 : 200).json(health);
  });
  router.use(metricRoutes(options));
  router.use(traceRoutes(options));
  router.use(logRoutes(options));
  router.use(fleetRoutes(options));
  router.use(doctorRoutes(options));
  return router;
}
