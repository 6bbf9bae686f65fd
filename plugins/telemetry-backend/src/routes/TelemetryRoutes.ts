import {
  AuthService,
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { parseTimeRange, UNVERSIONED } from '@sextant/plugin-telemetry-common';
import { Scope } from '@sextant/plugin-telemetry-node';
import express from 'express';
import { DeploymentRung, LiveVersions } from '../services/DeploymentRung';
import { IngestHint } from '../services/emptyReasons';
import { ServiceAccess } from '../services/ServiceAccess';
import {
  ResolvedService,
  ServiceDirectory,
} from '../services/ServiceDirectory';
import { MergedSources, TelemetrySources } from '../merge/TelemetrySources';
import { z } from 'zod';
import { scopeQuery } from './querySchemas';

/** What the routes share. */
export interface TelemetryRoutesOptions {
  sources: TelemetrySources;
  /** Those sources, each signal as one. */
  merged: MergedSources;
  directory: ServiceDirectory;
  access: ServiceAccess;
  rung: DeploymentRung;
  auth: AuthService;
  httpAuth: HttpAuthService;
  hint: IngestHint;
  now?: () => number;
}

const DEADLINE_MS = 20_000;

/** A request for one service, allowed and with its scope resolved. */
export interface ScopedRequest {
  service: ResolvedService;
  scope: Scope;
  signal: AbortSignal;
  /** What was live according to the ledger; asked when versions are missing. */
  liveVersions: () => Promise<LiveVersions>;
}

/** Credentials → permission on the entity → scope, the same for every panel. */
export async function resolveScope(
  options: TelemetryRoutesOptions,
  request: express.Request,
  query: z.output<typeof scopeQuery>,
): Promise<ScopedRequest> {
  const credentials = await readerOf(options, request);
  const service = await options.directory.byEntity(
    request.params.namespace,
    request.params.name,
  );
  await options.access.requireRead(service, credentials);
  const range = parseTimeRange(
    query.from,
    query.to,
    (options.now ?? Date.now)(),
  );
  return {
    service,
    scope: {
      service: service.telemetryName,
      environment: query.environment || undefined,
      versions:
        query.version && query.version.length > 0 ? query.version : undefined,
      range,
      annotations: service.annotations,
    },
    signal: signalOf(request),
    liveVersions: () =>
      options.rung.liveVersions(service.entityRef, query.environment, range),
  };
}

/** Who asks. */
export function readerOf(
  { httpAuth }: TelemetryRoutesOptions,
  request: express.Request,
): Promise<BackstageCredentials> {
  return httpAuth.credentials(request, { allow: ['user', 'service'] });
}

/** Aborts when the reader goes away or the deadline passes. */
export function signalOf(request: express.Request): AbortSignal {
  return AbortSignal.any([
    closeSignalOf(request),
    AbortSignal.timeout(DEADLINE_MS),
  ]);
}

/** Aborts when the reader goes away. */
export function closeSignalOf(request: express.Request): AbortSignal {
  const closed = new AbortController();
  request.res?.once('close', () => closed.abort());
  return closed.signal;
}

/** True when some of the versions could not be named by telemetry itself. */
export function lacksVersion(
  versions: ReadonlyArray<{ version: string }>,
): boolean {
  return versions.some(({ version }) => version === UNVERSIONED);
}
