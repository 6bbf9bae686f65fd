import express from 'express';
import Router from 'express-promise-router';
import { collectDefaultMetrics, register } from 'prom-client';

/**
 * The portal's own metrics, for a Prometheus to scrape: at the root, as scrapers expect it, and
 * without a token. They name upstreams, not services or people.
 */
export function createMetricsRouter(): express.Router {
  if (!register.getSingleMetric('process_cpu_seconds_total')) {
    collectDefaultMetrics();
  }
  const router = Router();
  router.get('/', async (_request, response) => {
    response.type(register.contentType).send(await register.metrics());
  });
  return router;
}
