import { parseInput, parseTimeRange } from '@sextant/plugin-telemetry-common';
import Router from 'express-promise-router';
import { toAnswer } from '../services/toAnswer';
import { fleetQuery } from './querySchemas';
import { signalOf, TelemetryRoutesOptions } from './TelemetryRoutes';

/**
 * The whole fleet at once, for other backend plugins only: what of it a person may see is decided
 * by the plugin that shows it, entity by entity.
 */
export function fleetRoutes(options: TelemetryRoutesOptions) {
  const { merged, directory, httpAuth } = options;
  const router = Router();

  router.get('/v1/fleet', async (request, response) => {
    await httpAuth.credentials(request, { allow: ['service'] });
    const query = parseInput(fleetQuery, request.query);
    const range = parseTimeRange(
      query.from,
      query.to,
      (options.now ?? Date.now)(),
    );
    const found = await merged.metrics.fleet(
      { environment: query.environment || undefined, range },
      { signal: signalOf(request) },
    );
    const known = await directory.byTelemetryNames([
      ...new Set(found.data.services.map(({ service }) => service)),
    ]);
    const services = found.data.services.flatMap(entry => {
      const service = known.get(entry.service);
      return service
        ? [
            {
              ...entry,
              entityRef: service.entityRef,
              registered: service.registered,
            },
          ]
        : [];
    });
    response.json(
      toAnswer(
        { ...found, data: { ...found.data, services } },
        found.data.services.length === 0
          ? { reason: 'No service has reported telemetry in this range.' }
          : undefined,
      ),
    );
  });

  return router;
}
