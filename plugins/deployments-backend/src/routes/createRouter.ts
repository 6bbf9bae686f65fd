import {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  deploymentInputSchema,
  deploymentReadPermission,
  deploymentRecordPermission,
  DeploymentRecord,
} from '@sextant/plugin-deployments-common';
import { parseInput, parseTime } from '@sextant/plugin-telemetry-common';
import express from 'express';
import Router from 'express-promise-router';
import { DeploymentLedger } from '../ledger/DeploymentLedger';
import { listQuery } from './listQuery';
import { openApiDocument } from './openApiDocument';

/** What the routes need. */
export interface DeploymentsRouterOptions {
  ledger: DeploymentLedger;
  access: 'token' | 'open';
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}

/** `/v1/deployments`: record and read what changed. */
export function createRouter(
  options: DeploymentsRouterOptions,
): express.Router {
  const { ledger, httpAuth } = options;
  const router = Router();
  router.use(express.json({ limit: '256kb' }));

  router.get('/openapi.json', (_request, response) => {
    response.json(openApiDocument());
  });

  router.post('/v1/deployments', async (request, response) => {
    await requireRecord(options, request);
    const body = parseInput(deploymentInputSchema, request.body);
    const key = request.header('idempotency-key');
    if (key && key.length > 200) {
      throw new InputError(
        `Idempotency-Key: found ${key.length} characters, allowed 200`,
      );
    }
    const { record, created } = await ledger.record({
      ...body,
      id: body.id ?? key,
    });
    response.status(created ? 201 : 200).json(record);
  });

  router.get('/v1/deployments', async (request, response) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const query = parseInput(listQuery, request.query);
    const nowMs = Date.now();
    const page = await ledger.list({
      ...query,
      fromMs: query.from ? parseTime(query.from, nowMs, 'from') : undefined,
      toMs: query.to ? parseTime(query.to, nowMs, 'to') : undefined,
    });
    response.json({
      ...page,
      items: await readable(options, page.items, credentials),
    });
  });

  router.get('/v1/latest', async (request, response) => {
    await httpAuth.credentials(request, { allow: ['service'] });
    const { environment } = parseInput(
      listQuery.pick({ environment: true }),
      request.query,
    );
    response.json({ items: await ledger.latest(environment || undefined) });
  });

  router.get('/v1/deployments/:id', async (request, response) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const record = await ledger.get(request.params.id);
    const [allowed] = await readable(options, [record], credentials);
    if (!allowed) {
      throw new NotAllowedError(
        `Reading deployments of ${record.service} is not allowed`,
      );
    }
    response.json(allowed);
  });

  return router;
}

async function requireRecord(
  { access, httpAuth, permissions }: DeploymentsRouterOptions,
  request: express.Request,
) {
  if (access === 'open') {
    return;
  }
  const credentials = await httpAuth.credentials(request, {
    allow: ['user', 'service'],
  });
  const [decision] = await permissions.authorize(
    [{ permission: deploymentRecordPermission }],
    {
      credentials,
    },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      `Recording deployments needs the permission ${deploymentRecordPermission.name}`,
    );
  }
}

/** The records of services whose entity the reader may see. */
async function readable(
  { permissions }: DeploymentsRouterOptions,
  records: readonly DeploymentRecord[],
  credentials: BackstageCredentials,
): Promise<DeploymentRecord[]> {
  const refs = [...new Set(records.map(record => record.service))];
  const decisions = await permissions.authorize(
    refs.flatMap(resourceRef =>
      [catalogEntityReadPermission, deploymentReadPermission].map(
        permission => ({
          permission,
          resourceRef,
        }),
      ),
    ),
    { credentials },
  );
  const allowed = new Set(
    refs.filter((_, index) =>
      decisions
        .slice(index * 2, index * 2 + 2)
        .every(decision => decision.result === AuthorizeResult.ALLOW),
    ),
  );
  return records.filter(record => allowed.has(record.service));
}
