import { parseInput } from '@sextant/plugin-telemetry-common';
import Router from 'express-promise-router';
import { askDoctor } from '../questions/askDoctor';
import { scopeQuery } from './querySchemas';
import {
  refuseUnknown,
  RouteContext,
  scopedRequest,
  toAnswer,
} from './RouteContext';

/** Per signal and source: what was found, where versions come from, and the change that improves it. */
export function doctorRoutes(context: RouteContext) {
  const router = Router();

  router.get(
    '/v1/services/:namespace/:name/doctor',
    async (request, response) => {
      const query = parseInput(scopeQuery, request.query);
      const scoped = await scopedRequest(context, request, query, 'figures');
      const { scope, reader, asking } = scoped;
      const diagnoses = await askDoctor(
        context.upstreams,
        scope,
        reader,
        asking,
      );
      await refuseUnknown(
        context,
        scoped,
        diagnoses.every(({ state }) => state === 'missing'),
      );
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
