import {
  parseInput,
  stepFor,
  UNVERSIONED,
  VersionFigures,
} from '@sextant/plugin-telemetry-common';
import Router from 'express-promise-router';
import { DEPLOYMENT_RUNG } from '../services/DeploymentRung';
import { Merged } from '../merge/Merged';
import { whyNoAlerts, whyNoRequests } from '../services/emptyReasons';
import { toAnswer, withRung } from '../services/toAnswer';
import { metricsQuery, scopeQuery } from './querySchemas';
import {
  lacksVersion,
  resolveScope,
  TelemetryRoutesOptions,
} from './TelemetryRoutes';

/** Live versions and charts of one service. */
export function metricRoutes(options: TelemetryRoutesOptions) {
  const { hint } = options;
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
      const found = await options.merged.metrics.versions(scope, { signal });
      const named = lacksVersion(found.data.versions)
        ? nameTheOne(found, (await liveVersions()).throughout(scope.range))
        : found;
      const { versions, environments } = named.data;
      response.json(
        toAnswer(
          named,
          versions.length === 0
            ? whyNoRequests(
                scope,
                environments,
                hint,
                named.provenance.map(({ source }) => source),
              )
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
      const found = await options.merged.metrics.series(
        { ...scope, stepSeconds: stepFor(scope.range), groupBy: query.groupBy },
        { signal },
      );
      const [only, ...others] = found.data.series;
      const nameless =
        query.groupBy === 'version' &&
        only?.key === UNVERSIONED &&
        others.length === 0;
      const live = nameless
        ? (await liveVersions()).throughout(scope.range)
        : undefined;
      const named = live
        ? withRung(
            found,
            { ...found.data, series: [{ ...only, key: live }] },
            DEPLOYMENT_RUNG,
          )
        : found;
      response.json(
        toAnswer(
          named,
          named.data.series.length === 0 && named.data.runtime.length === 0
            ? whyNoRequests(
                scope,
                [],
                hint,
                named.provenance.map(({ source }) => source),
              )
            : undefined,
        ),
      );
    },
  );

  router.get(
    '/v1/services/:namespace/:name/alerts',
    async (request, response) => {
      const query = parseInput(scopeQuery, request.query);
      const { scope, signal } = await resolveScope(options, request, query);
      const found = await options.merged.metrics.alerts(scope, { signal });
      const { alerts, rules } = found?.data ?? { alerts: [], rules: [] };
      response.json(
        toAnswer(
          found ?? { data: { alerts, rules }, provenance: [], missing: [] },
          alerts.length + rules.length === 0
            ? whyNoAlerts(scope, found !== undefined)
            : undefined,
        ),
      );
    },
  );

  return router;
}

/** Names what has no version after the one version that was live; as it was when that is not known. */
function nameTheOne<T extends { versions: VersionFigures[] }>(
  found: Merged<T>,
  live: string | undefined,
): Merged<T> {
  const { versions } = found.data;
  if (!live || versions.some(({ version }) => version === live)) {
    return found;
  }
  return withRung(
    found,
    {
      ...found.data,
      versions: versions.map(figures =>
        figures.version === UNVERSIONED
          ? { ...figures, version: live }
          : figures,
      ),
    },
    DEPLOYMENT_RUNG,
  );
}
