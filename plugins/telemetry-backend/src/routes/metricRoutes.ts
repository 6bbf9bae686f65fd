import { withData } from '../asking/partial';
import { whyEmpty } from '../questions/emptyReasons';
import {
  refuseUnknown,
  RouteContext,
  scopedRequest,
  TelemetryRouter,
  toAnswer,
} from './RouteContext';

/** Live versions, charts and alerts of one service. */
export function metricRoutes(
  router: TelemetryRouter,
  context: RouteContext,
): void {
  router.on('versions', async call => {
    const scoped = await scopedRequest(context, call, 'figures');
    const { scope, asking } = scoped;
    const found = await context.figures.versions(scope, asking);
    const { versions, environments } = found.data;
    await refuseUnknown(context, scoped, environments.length === 0);
    return toAnswer(
      found,
      versions.length === 0
        ? whyEmpty('metrics', scope, context.upstreams, {
            byFilter: false,
            environments,
          })
        : undefined,
    );
  });

  router.on('metrics', async call => {
    const scoped = await scopedRequest(context, call, 'figures');
    const { scope, asking } = scoped;
    const found = await context.figures.chart(
      scope,
      call.query.groupBy,
      asking,
    );
    const { series, runtime } = found.data;
    const isEmpty = series.length === 0 && runtime.length === 0;
    await refuseUnknown(context, scoped, isEmpty);
    return toAnswer(
      found,
      isEmpty
        ? whyEmpty('metrics', scope, context.upstreams, {
            byFilter: false,
          })
        : undefined,
    );
  });

  router.on('operations', async call => {
    const scoped = await scopedRequest(context, call, 'figures');
    const { scope, asking } = scoped;
    const found = await context.operations.of(scope, asking);
    const isEmpty = found.data.length === 0;
    await refuseUnknown(context, scoped, isEmpty);
    return toAnswer(
      withData(found, { operations: found.data }),
      isEmpty
        ? whyEmpty('metrics', scope, context.upstreams, { byFilter: false })
        : undefined,
    );
  });

  router.on('calls', async call => {
    const scoped = await scopedRequest(context, call, 'figures');
    const { scope, asking, reader } = scoped;
    const found = await context.calls.of(scope, reader, asking);
    const isEmpty = found.data.calls.length + found.data.callees.length === 0;
    await refuseUnknown(context, scoped, isEmpty);
    return toAnswer(
      found,
      isEmpty
        ? {
            reason: `Neither a request to ${scope.service.telemetryName} nor a call from it was seen in this range.`,
            fix: 'Choose a longer range, or send spans of both ends with their trace context.',
          }
        : undefined,
    );
  });

  router.on('alerts', async call => {
    const scoped = await scopedRequest(context, call, 'figures');
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
    return toAnswer(
      found ?? { data: { alerts, rules }, provenance: [], missing: [] },
      isEmpty ? why : undefined,
    );
  });
}
