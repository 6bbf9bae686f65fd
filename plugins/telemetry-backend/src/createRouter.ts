import express from 'express';
import Router from 'express-promise-router';
import { telemetryApi } from './telemetryApi';
import { doctorRoutes } from './routes/doctorRoutes';
import { FleetContext, fleetRoutes } from './routes/fleetRoutes';
import { logRoutes } from './routes/logRoutes';
import { metricRoutes } from './routes/metricRoutes';
import { observeRequests } from './routes/observeRequests';
import { traceRoutes } from './routes/traceRoutes';

/** All routes of `/api/telemetry` but those of the modules. */
export function createRouter(context: FleetContext): express.Router {
  const router = Router();
  router.use(observeRequests());
  router.get('/openapi.json', (_request, response) => {
    response.json(telemetryApi());
  });
  router.get('/v1/health', async (_request, response) => {
    const health = await context.upstreams.health();
    response.status(health.status === 'down' ? 503 : 200).json(health);
  });
  router.use(metricRoutes(context));
  router.use(traceRoutes(context));
  router.use(logRoutes(context));
  router.use(fleetRoutes(context));
  router.use(doctorRoutes(context));
  return router;
}
