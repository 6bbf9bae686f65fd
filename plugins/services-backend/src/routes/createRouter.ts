import {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { NotFoundError, ResponseError, toError } from '@backstage/errors';
import {
  ServiceDetail,
  servicesEndpoints,
} from '@sextant/plugin-services-common';
import {
  isEntityName,
  parseTimeRange,
  ServiceKey,
} from '@sextant/plugin-kit-common';
import { EndpointRouter } from '@sextant/plugin-kit-node';
import { TelemetryService } from '@sextant/plugin-telemetry-node';
import express from 'express';
import { fleetPage } from '../fleet/fleetPage';
import { readOffset } from '../fleet/readOffset';
import { FleetSnapshots } from '../fleet/FleetSnapshots';
import { liveVersions } from '../fleet/liveVersions';
import { Visibility } from '../fleet/Visibility';
import { CatalogServices } from '../registration/CatalogServices';
import { dataSets } from '../registration/dataSets';

/** What the routes need. */
export interface ServicesRouterOptions {
  snapshots: FleetSnapshots;
  services: CatalogServices;
  visibility: Visibility;
  telemetry: TelemetryService;
  httpAuth: HttpAuthService;
}

/** The fleet, one service, and data sets. */
export function createRouter(options: ServicesRouterOptions): express.Router {
  const { snapshots, services, visibility } = options;
  const readerOf = (request: express.Request) =>
    options.httpAuth.credentials(request, { allow: ['user', 'service'] });

  return new EndpointRouter(servicesEndpoints, {
    title: 'Sextant services',
    baseUrl: '/api/services',
  })
    .on('fleet', async ({ query, request }) => {
      const sight = await visibility.of(await readerOf(request));
      parseTimeRange(query.from, query.to, Date.now());
      const snapshot = await snapshots.get({
        environment: query.environment || undefined,
        from: query.from,
        to: query.to,
      });
      return fleetPage(snapshot, sight, query);
    })
    .on('service', async ({ params, query, request }) => {
      const credentials = await readerOf(request);
      parseTimeRange(query.from, query.to, Date.now());
      return serviceDetail(options, credentials, params, query);
    })
    .on('dataSets', async ({ query: { q, limit, cursor }, request }) => {
      const sight = await visibility.of(await readerOf(request));
      const text = q?.trim().toLocaleLowerCase('en-US') ?? '';
      const offset = readOffset(cursor);
      const items = dataSets(await services.all(), sight.entity).filter(
        dataSet =>
          [dataSet.name, dataSet.systemOfRecord, dataSet.store].some(held =>
            held?.toLocaleLowerCase('en-US').includes(text),
          ),
      );
      const end = offset + limit;
      return {
        items: items.slice(offset, end),
        total: items.length,
        nextCursor: end < items.length ? String(end) : undefined,
      };
    })
    .routes();
}

async function serviceDetail(
  { services, visibility, telemetry }: ServicesRouterOptions,
  credentials: BackstageCredentials,
  key: ServiceKey,
  query: { environment?: string; from: string; to: string },
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
    .versions({ ...key, ...query }, { credentials })
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
