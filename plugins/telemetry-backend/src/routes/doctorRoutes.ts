import { askDoctor } from '../questions/askDoctor';
import {
  refuseUnknown,
  RouteContext,
  scopedRequest,
  TelemetryRouter,
  toAnswer,
} from './RouteContext';

/** Per signal and source: what was found, where versions come from, and the change that improves it. */
export function doctorRoutes(
  router: TelemetryRouter,
  context: RouteContext,
): void {
  router.on('doctor', async call => {
    const scoped = await scopedRequest(context, call, 'figures');
    const { scope, reader, asking } = scoped;
    const diagnoses = await askDoctor(context.upstreams, scope, reader, asking);
    await refuseUnknown(
      context,
      scoped,
      diagnoses.every(({ state }) => state === 'missing'),
    );
    return toAnswer(
      {
        data: { diagnoses },
        provenance: [],
        missing: diagnoses
          .filter(({ state }) => state === 'failed')
          .map(({ found }) => found),
      },
      undefined,
    );
  });
}
