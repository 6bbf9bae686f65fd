import { parseInput } from '@sextant/plugin-telemetry-common';
import Router from 'express-promise-router';
import { askDoctor } from '../services/askDoctor';
import { toAnswer } from '../services/toAnswer';
import { scopeQuery } from './querySchemas';
import { resolveScope, TelemetryRoutesOptions } from './TelemetryRoutes';

/** Per signal and source: what was found, on which rung, and the line that lifts it. */
export function doctorRoutes(options: TelemetryRoutesOptions) {
  const router = Router();

  router.get(
    '/v1/services/:namespace/:name/doctor',
    async (request, response) => {
      const query = parseInput(scopeQuery, request.query);
      const { scope, signal } = await resolveScope(options, request, query);
      const diagnoses = await askDoctor(options.merged, scope, { signal });
      response.json(
        toAnswer(
          {
            data: { diagnoses },
            provenance: [],
            missing: diagnoses
              .filter(({ state }) => state === 'failed')
              .map(({ found }) => found),
          },
          undefined,
        ),
      );
    },
  );

  return router;
}
