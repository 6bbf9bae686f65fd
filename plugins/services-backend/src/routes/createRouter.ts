import {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { NotFoundError, ResponseError, toError } from '@backstage/errors';
import { ServiceDetail } from '@sextant/plugin-services-common';
import {
  checkServiceName,
  isEntityName,
  parseInput,
  parseTimeRange,
} from '@sextant/plugin-telemetry-common';
import { TelemetryService } from '@sextant/plugin-telemetry-node';
import express from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { fleetPage } from '../fleet/fleetPage';
import { readOffset } from '../fleet/readOffset';
import { FleetSnapshots } from '../fleet/FleetSnapshots';
import { liveVersions } from '../fleet/liveVersions';
import { Visibility } from '../fleet/Visibility';
import { CatalogServices } from '../registration/CatalogServices';
import { dataSets } from '../registration/dataSets';
import { dataSetsQuery, fleetQuery, serviceQuery } from './querySchemas';
import { servicesApi } from './servicesApi';

/** What the routes need. */
export interface ServicesRouterOptions {
  snapshots: FleetSnapshots;
  services: CatalogServices;
  visibility: Visibility;
  telemetry: TelemetryService;
  httpAuth: HttpAuthService;
}

/** `/v1/fleet`, `/v1/services/:namespace/:name`, `/v1/data-sets`. */
export function createRouter(options: ServicesRouterOptions): express.Router {
  const { snapshots, services, visibility } = options;
  const router = Router();
  const readerOf = (request: express.Request) =>
    options.httpAuth.credentials(request, { allow: ['user', 'service'] });

  router.get('/openapi.json', (_request, response) => {
    response.json(servicesApi());
  });

  router.get('/v1/fleet', async (request, response) => {
    const sight = await visibility.of(await readerOf(request));
    const query = parseInput(fleetQuery, request.query);
    parseTimeRange(query.from, query.to, Date.now());
    const snapshot = await snapshots.get({
      environment: query.environment || undefined,
      from: query.from,
      to: query.to,
    });
    response.json(fleetPage(snapshot, sight, query));
  });

  router.get('/v1/services/:namespace/:name', async (request, response) => {
    const credentials = await readerOf(request);
    const query = parseInput(serviceQuery, request.query);
    parseTimeRange(query.from, query.to, Date.now());
    const { namespace, name } = request.params;
    checkServiceName({ namespace, name });
    response.json(
      await serviceDetail(options, credentials, { namespace, name }, query),
    );
  });

  router.get('/v1/data-sets', async (request, response) => {
    const sight = await visibility.of(await readerOf(request));
    const { q, limit, cursor } = parseInput(dataSetsQuery, request.query);
    const text = q?.trim().toLocaleLowerCase('en-US') ?? '';
    const offset = readOffset(cursor);
    const items = dataSets(await services.all(), sight.entity).filter(dataSet =>
      [dataSet.name, dataSet.systemOfRecord, dataSet.store].some(held =>
        held?.toLocaleLowerCase('en-US').includes(text),
      ),
    );
    const end = offset + limit;
    response.json({
      items: items.slice(offset, end),
      total: items.length,
      nextCursor: end < items.length ? String(end) : undefined,
    });
  });

  return router;
}

async function serviceDetail(
  { services, visibility, telemetry }: ServicesRouterOptions,
  credentials: BackstageCredentials,
  key: { namespace: string; name: string },
  query: z.output<typeof serviceQuery>,
): Promise<ServiceDetail> {
  const entityRef = stringifyEntityRef({ kind: 'component', ...key });
  const sight = await visibility.of(credentials);
  // What the reader may not know of is what nobody registered, also in how long it takes.
  const service =
    isEntityName(key.name) && sight.entity(entityRef)
      ? await services.one(entityRef)
      : undefined;
  const nothing = `No service ${entityRef}, or it may not be read by you`;
  if (!service && !sight.figures([])) {
    throw new NotFoundError(nothing);
  }
  const missing: string[] = [];
  const answer = await telemetry
    .versions(key, query, { credentials })
    .catch((error: unknown) => {
      if (service || !isNotFound(error)) {
        missing.push(`Telemetry: ${toError(error).message}`);
      }
      return undefined;
    });
  const live = liveVersions(answer?.data.versions ?? [], service?.registration);
  if (!service && live.length === 0 && missing.length === 0) {
    throw new NotFoundError(nothing);
  }
  return {
    entityRef,
    owner: service?.owner,
    system: service?.system,
    registered: service !== undefined,
    declared: service?.registration.versions ?? [],
    live,
    owns: dataSets(await services.all(), sight.entity).filter(
      dataSet => dataSet.systemOfRecord === entityRef,
    ),
    copies: service?.registration.data.copies ?? [],
    problems: service?.problems ?? [],
    missing,
  };
}

/** As the telemetry plugin answers for what is nobody's and has sent nothing. */
function isNotFound(error: unknown): boolean {
  return error instanceof ResponseError && error.statusCode === 404;
}
