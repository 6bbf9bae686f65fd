import { parseInput } from '@sextant/plugin-telemetry-common';
import Router from 'express-promise-router';
import { whyEmpty } from '../questions/emptyReasons';
import { metricsQuery, scopeQuery } from './querySchemas';
import {
  refuseUnknown,
  RouteContext,
  scopedRequest,
  toAnswer,
} from './RouteContext';

/** Live versions, charts and alerts of one service. */
export function metricRoutes(context: RouteContext) {
  const router = Router();

  router.get(
    '/v1/services/:namespace/:name/versions',
    async (request, response) => {
      const query = parseInput(scopeQuery, request.query);
      const scoped = await scopedRequest(context, request, query, 'figures');
      const { scope, asking } = scoped;
      const found = await context.figures.versions(scope, asking);
      const { versions, environments } = found.data;
      await refuseUnknown(context, scoped, environments.length === 0);
      response.json(
        toAnswer(
          found,
          versions.length === 0
            ? whyEmpty('metrics', scope, context.upstreams, {
                byFilter: false,
                environments,
              })
            : undefined,
        ),
      );
    },
  );

  router.get(
    '/v1/services/:namespace/:name/metrics',
    async (request, response) => {
      const query = parseInput(metricsQuery, request.query);
      const scoped = await scopedRequest(context, request, query, 'figures');
      const { scope, asking } = scoped;
      const found = await context.figures.chart(scope, query.groupBy, asking);
      const { series, runtime } = found.data;
      const isEmpty = series.length === 0 && runtime.length === 0;
      await refuseUnknown(context, scoped, isEmpty);
      response.json(
        toAnswer(
          found,
          isEmpty
            ? whyEmpty('metrics', scope, context.upstreams, {
                byFilter: false,
              })
            : undefined,
        ),
      );
    },
  );

  router.get(
    '/v1/services/:namespace/:name/alerts',
    async (request, response) => {
      const query = parseInput(scopeQuery, request.query);
      const scoped = await scopedRequest(context, request, query, 'figures');
      const { scope, asking } = scoped;
      const found = await context.alerts.of(scope, asking);
      const { alerts, rules } = found?.data ?? { alerts: [], rules: [] };
      const isEmpty = alerts.length + rules.length === 0;
      await refuseUnknown(context, scoped, isEmpty);
      const [remedy] = context.upstreams.remediesFor('alerts');
      const why = found
        ? {
            reason: `No alert of ${scope.service.telemetryName} fires or is pending.`,
          }
        : {
            reason: 'No source of alerts is connected.',
            fix: remedy && `Configure ${remedy.line} in ${remedy.where}`,
          };
      response.json(
        toAnswer(
          found ?? { data: { alerts, rules }, provenance: [], missing: [] },
          isEmpty ? why : undefined,
        ),
      );
    },
  );

  return router;
}
