import {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  FleetAnswer,
  FleetEntry,
  telemetryFleetReadPermission,
} from '@sextant/plugin-telemetry-common';
import { Pace } from '@sextant/plugin-kit-node';
import express from 'express';
import { pipeline } from 'node:stream/promises';
import { ServiceDirectory } from '../access/ServiceDirectory';
import { withData } from '../asking/partial';
import {
  askingFor,
  rangeOf,
  RouteContext,
  TelemetryRouter,
  toAnswer,
} from './RouteContext';

/** So that nobody has to write or read it all in one go. */
const LINES = 'application/x-ndjson';
const SERVICES_PER_LINE = 100;

/** What the fleet is asked with beside what all routes share. */
export interface FleetContext extends RouteContext {
  directory: ServiceDirectory;
  permissions: PermissionsService;
}

/**
 * The whole fleet at once, for other backend plugins only: what of it a person may see is decided by the
 * plugin that shows it, entity by entity.
 */
export function fleetRoutes(
  router: TelemetryRouter,
  context: FleetContext,
): void {
  router.on('fleet', async call => {
    const { query, request, response } = call;
    await requirePlugin(context, request);
    const found = await context.figures.fleet(
      {
        environment: query.environment || undefined,
        range: rangeOf(context, query),
        withTrends: query.detail === 'all',
      },
      { ...askingFor(context, request), isBackground: true },
    );
    const claims = await context.directory.byNames([
      ...new Set(found.data.services.map(({ service }) => service)),
    ]);
    const pace = new Pace();
    const services = await pace.map(
      found.data.services,
      (entry): FleetEntry => {
        const owners = claims.get(entry.service) ?? [];
        const refs = owners.map(({ entityRef }) => entityRef);
        return {
          ...entry,
          entityRef: refs[0] ?? unregisteredRef(entry.service),
          entityRefs: refs,
          registered: refs.length > 0,
        };
      },
    );
    const answer = toAnswer(
      withData(found, { ...found.data, services }),
      services.length === 0
        ? { reason: 'No service has reported telemetry in this range.' }
        : undefined,
    );
    if (request.accepts(['json', LINES]) === LINES) {
      response.type(LINES);
      await pipeline(linesOf(answer, pace), response);
      return undefined;
    }
    return answer;
  });
}

/** The answer without services, then some of them on each line. */
async function* linesOf(
  answer: FleetAnswer,
  pace: Pace,
): AsyncGenerator<string> {
  const { services } = answer.data;
  yield `${JSON.stringify({
    ...answer,
    data: { ...answer.data, services: [] },
  })}\n`;
  for (let at = 0; at < services.length; at += SERVICES_PER_LINE) {
    yield `${JSON.stringify(services.slice(at, at + SERVICES_PER_LINE))}\n`;
    await pace.breathe();
  }
}

/** A token for pipelines is a service's too, and opens nothing here. */
async function requirePlugin(
  {
    httpAuth,
    permissions,
  }: { httpAuth: HttpAuthService; permissions: PermissionsService },
  request: express.Request,
) {
  const credentials = await httpAuth.credentials(request, {
    allow: ['service'],
  });
  const [decision] = await permissions.authorize(
    [{ permission: telemetryFleetReadPermission }],
    { credentials },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      `This token lacks the permission ${telemetryFleetReadPermission.name}`,
    );
  }
}

/** Of the component that a telemetry name could be registered as. */
function unregisteredRef(name: string): string {
  return stringifyEntityRef({ kind: 'component', namespace: 'default', name });
}
