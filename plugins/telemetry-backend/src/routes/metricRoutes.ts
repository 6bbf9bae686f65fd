import {
  parseInput,
  stepFor,
  UNVERSIONED,
} from '@sextant/plugin-telemetry-common';
import Router from 'express-promise-router';
import { DEPLOYMENT_RUNG } from '../services/DeploymentRung';
import { whyNoRequests } from '../services/emptyReasons';
import { toAnswer } from '../services/toAnswer';
import { metricsQuery, scopeQuery } from './querySchemas';
import {
  lacksVersion,
  resolveScope,
  TelemetryRoutesOptions,
} from './TelemetryRoutes';

/** Live versions and charts of one service. */
export function metricRoutes(options: TelemetryRoutesOptions) {
  const { sources, hint } = options;
  const router = Router();

  router.get(
    '/v1/services/:namespace/:name/versions',
    async (request, response) => {
      const query = parseInput(scopeQuery, request.query);
      const { scope, signal, liveVersions } = await resolveScope(
        options,
        request,
        query,
      );
      const found = await sources.metrics.versions(scope, { signal });
      if (lacksVersion(found.data.versions)) {
        const live = (await liveVersions()).throughout(scope.range);
        const known = found.data.versions.some(
          ({ version }) => version === live,
        );
        if (live && !known) {
          found.data.versions = found.data.versions.map(figures =>
            figures.version === UNVERSIONED
              ? { ...figures, version: live }
              : figures,
          );
          found.provenance.rung = DEPLOYMENT_RUNG;
        }
      }
      const { versions, environments } = found.data;
      response.json(
        toAnswer(
          found,
          versions.length === 0
            ? whyNoRequests(scope, environments, hint)
            : undefined,
        ),
      );
    },
  );

  router.get(
    '/v1/services/:namespace/:name/metrics',
    async (request, response) => {
      const query = parseInput(metricsQuery, request.query);
      const { scope, signal, liveVersions } = await resolveScope(
        options,
        request,
        query,
      );
      const found = await sources.metrics.series(
        { ...scope, stepSeconds: stepFor(scope.range), groupBy: query.groupBy },
        { signal },
      );
      const unversioned = found.data.series.find(
        ({ key }) => key === UNVERSIONED,
      );
      if (
        query.groupBy === 'version' &&
        unversioned &&
        found.data.series.length === 1
      ) {
        const live = (await liveVersions()).throughout(scope.range);
        if (live) {
          unversioned.key = live;
          found.provenance.rung = DEPLOYMENT_RUNG;
        }
      }
      response.json(
        toAnswer(
          found,
          found.data.series.length === 0 && found.data.runtime.length === 0
            ? whyNoRequests(scope, [], hint)
            : undefined,
        ),
      );
    },
  );

  return router;
}
