import {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  deploymentFleetReadPermission,
  deploymentRecordPermission,
  deploymentsEndpoints,
  readServiceRef,
} from '@sextant/plugin-deployments-common';
import { noControlCharacters, parseTime } from '@sextant/plugin-kit-common';
import { CursorSeal, EndpointRouter } from '@sextant/plugin-kit-node';
import express from 'express';
import { createHash } from 'node:crypto';
import { DeploymentLedger } from '../ledger/DeploymentLedger';
import { readablePage } from './readablePage';
import { Reader } from './Reader';
import { asUnavailable } from './asUnavailable';

/** What the routes need. */
export interface DeploymentsRouterOptions {
  ledger: DeploymentLedger;
  seal: CursorSeal;
  access: 'token' | 'open';
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}

/** Told by the portal alone: what it saw in telemetry. */
const RESERVED_SOURCE = 'telemetry';

/** Record and read what changed. */
export function createRouter(
  options: DeploymentsRouterOptions,
): express.Router {
  const { ledger, httpAuth } = options;
  const readerOf = async (request: express.Request) =>
    new Reader(
      options.permissions,
      await httpAuth.credentials(request, { allow: ['user', 'service'] }),
    );

  return new EndpointRouter(deploymentsEndpoints, {
    title: 'Sextant deployments',
    baseUrl: '/api/deployments',
  })
    .on('record', async ({ body, request, response }) => {
      await requireRecord(options, request, body.service);
      if (body.source === RESERVED_SOURCE) {
        throw new InputError(
          `source: found "${RESERVED_SOURCE}", allowed any other: it is what the portal itself observed`,
        );
      }
      const key = request.header('idempotency-key');
      if (key && (key.length > 200 || !noControlCharacters(key))) {
        throw new InputError(
          `Idempotency-Key: found ${key.length} characters, allowed 200 of one line`,
        );
      }
      const { record, created } = await ledger
        .record({ ...body, id: body.id ?? (key && keyedId(key, body)) })
        .catch(asUnavailable);
      response.status(created ? 201 : 200);
      return record;
    })
    .on('list', async ({ query: { from, to, service, ...query }, request }) => {
      const nowMs = Date.now();
      return readablePage(options, await readerOf(request), {
        ...query,
        service: service && readServiceRef(service),
        fromMs: from ? parseTime(from, nowMs, 'from') : undefined,
        toMs: to ? parseTime(to, nowMs, 'to') : undefined,
      });
    })
    .on('latest', async ({ query, request }) => {
      await requireFleet(options, request);
      return { items: await ledger.latest(query.environment) };
    })
    .on('one', async ({ params: { id }, request }) => {
      const reader = await readerOf(request);
      const service = noControlCharacters(id)
        ? await ledger.serviceOf(id)
        : undefined;
      // As much is decided where there is none: who is refused sooner would be told that there is one.
      const isReadable = await reader.mayRead(
        service ?? 'component:default/nothing',
      );
      const record =
        service !== undefined && isReadable ? await ledger.find(id) : undefined;
      if (!record) {
        throw new NotFoundError(
          'No such deployment, or it may not be read by you',
        );
      }
      return record;
    })
    .routes();
}

/** A key is its sender's own word: others may use the same for what they deploy elsewhere. */
function keyedId(
  key: string,
  { service, environment }: { service: string; environment: string },
): string {
  const scope = JSON.stringify([service, environment, key]);
  return `key:${createHash('sha256').update(scope).digest('hex')}`;
}

async function requireRecord(
  { access, httpAuth, permissions }: DeploymentsRouterOptions,
  request: express.Request,
  resourceRef: string,
) {
  if (access === 'open') {
    return;
  }
  const credentials = await httpAuth.credentials(request, {
    allow: ['user', 'service'],
  });
  const [decision] = await permissions.authorize(
    [{ permission: deploymentRecordPermission, resourceRef }],
    { credentials },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      `Recording deployments of ${resourceRef} needs the permission ${deploymentRecordPermission.name}`,
    );
  }
}

/** A token for pipelines is a service's too, and opens nothing here. */
async function requireFleet(
  { httpAuth, permissions }: DeploymentsRouterOptions,
  request: express.Request,
) {
  const credentials = await httpAuth.credentials(request, {
    allow: ['service'],
  });
  const [decision] = await permissions.authorize(
    [{ permission: deploymentFleetReadPermission }],
    { credentials },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      `Reading the whole fleet needs the permission ${deploymentFleetReadPermission.name}`,
    );
  }
}
