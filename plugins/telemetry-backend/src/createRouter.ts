import { EndpointRouter } from '@sextant/plugin-kit-node';
import { telemetryEndpoints } from '@sextant/plugin-telemetry-common';
import express from 'express';
import Router from 'express-promise-router';
import { doctorRoutes } from './routes/doctorRoutes';
import { FleetContext, fleetRoutes } from './routes/fleetRoutes';
import { logRoutes } from './routes/logRoutes';
import { metricRoutes } from './routes/metricRoutes';
import { observeRequests } from './routes/observeRequests';
import { traceRoutes } from './routes/traceRoutes';

/** All routes of `/api/telemetry` but those of the modules. */
export function createRouter(context: FleetContext): express.Router {
  const declared = new EndpointRouter(telemetryEndpoints, {
    title: 'Sextant telemetry',
    baseUrl: '/api/telemetry',
  });
  declared.on('health', async ({ response }) => {
    const health = await context.upstreams.health();
    response.status(health.status === 'down' ? 503 : 200);
    return health;
  });
  metricRoutes(declared, context);
  traceRoutes(declared, context);
  logRoutes(declared, context);
  fleetRoutes(declared, context);
  doctorRoutes(declared, context);
  return Router().use(observeRequests()).use(declared.routes());
}
