import {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  Answer,
  EmptyReason,
  parseTimeRange,
  scopeInput,
  ServiceKey,
} from '@sextant/plugin-kit-common';
import { Asking } from '@sextant/plugin-telemetry-node';
import { CursorSeal, EndpointRouter } from '@sextant/plugin-kit-node';
import { TelemetryEndpoints } from '@sextant/plugin-telemetry-common';
import express from 'express';
import { z } from 'zod';
import { Depth, Readable, Reader } from '../access/Readable';
import { Positions, readPositions, writePositions } from '../asking/pages';
import { Joined } from '../asking/partial';
import { Scope } from '../asking/scope';
import { Upstreams } from '../asking/Upstreams';
import { Alerts } from '../questions/Alerts';
import { LogLines } from '../questions/LogLines';
import { LogTails } from '../questions/LogTails';
import { Calls } from '../questions/Calls';
import { Operations } from '../questions/Operations';
import { Presence } from '../questions/Presence';
import { RequestFigures } from '../questions/RequestFigures';
import { RequestLists } from '../questions/RequestLists';
import { Traces } from '../questions/Traces';

/** What the routes share. */
export interface RouteContext {
  upstreams: Upstreams;
  figures: RequestFigures;
  lists: RequestLists;
  operations: Operations;
  calls: Calls;
  traces: Traces;
  lines: LogLines;
  tails: LogTails;
  alerts: Alerts;
  presence: Presence;
  readable: Readable;
  seal: CursorSeal;
  httpAuth: HttpAuthService;
  now: () => number;
}

/** The routes of the telemetry plugin. */
export type TelemetryRouter = EndpointRouter<TelemetryEndpoints>;

/** What every question about one service has. */
export interface ServiceCall {
  params: ServiceKey;
  query: z.output<typeof scopeInput> & { operation?: string };
  request: express.Request;
}

/** What a reader waits for an answer at most. */
const READER_MS = 20_000;

/** A request for one service, allowed and with its scope resolved. */
export interface ScopedRequest {
  reader: Reader;
  scope: Scope;
  asking: Asking;
}

/** Credentials → permission on the service → scope, the same for every panel. */
export async function scopedRequest(
  context: RouteContext,
  { params, query, request }: ServiceCall,
  depth: Depth,
): Promise<ScopedRequest> {
  const asking = askingFor(context, request);
  const range = rangeOf(context, query);
  const reader = await readerOf(context, request);
  const service = await reader.service(params.namespace, params.name, depth);
  return {
    reader,
    asking,
    scope: {
      service,
      environment: query.environment || undefined,
      versions: query.version?.length ? query.version : undefined,
      operation: query.operation || undefined,
      range,
    },
  };
}

/** @throws InputError */
export function rangeOf(
  { now }: RouteContext,
  { from, to }: { from: string; to: string },
) {
  return parseTimeRange(from, to, now());
}

/** Who asks, and what they may see. */
export async function readerOf(
  context: RouteContext,
  request: express.Request,
): Promise<Reader> {
  return context.readable.for(await credentialsOf(context, request));
}

export function credentialsOf(
  { httpAuth }: RouteContext,
  request: express.Request,
): Promise<BackstageCredentials> {
  return httpAuth.credentials(request, { allow: ['user', 'service'] });
}

/** Until the reader leaves, or has waited long enough. */
export function askingFor(
  { now }: RouteContext,
  request: express.Request,
): Asking {
  return { signal: closeSignalOf(request), untilMs: now() + READER_MS };
}

/** Aborts when the reader goes away. */
export function closeSignalOf(request: express.Request): AbortSignal {
  const closed = new AbortController();
  request.res?.once('close', () => closed.abort());
  return closed.signal;
}

/** Where a page goes on. @throws InputError */
export function positionsIn(
  { seal }: RouteContext,
  cursor: string | undefined,
): Positions | undefined {
  return cursor ? readPositions(seal.open(cursor)) : undefined;
}

/** The cursor of the next page. */
export function cursorFor(
  { seal }: RouteContext,
  positions: Positions | undefined,
): string | undefined {
  const text = writePositions(positions);
  return text === undefined ? undefined : seal.seal(text);
}

/** Puts an answer into the envelope every panel understands. */
export function toAnswer<T>(
  { data, provenance, missing }: Joined<T>,
  why: EmptyReason | undefined,
): Answer<T> {
  // Where a source did not answer, nobody knows that there is nothing.
  const whole = why ? 'empty' : 'ok';
  const state = missing.length > 0 ? 'partial' : whole;
  return { state, data, provenance, missing, ...(why ? { why } : {}) };
}

/**
 * An unregistered service of which nothing is known is no service: whoever may not see one that exists
 * is told the same.
 *
 * @throws NotFoundError
 */
export async function refuseUnknown(
  { presence }: RouteContext,
  { scope, reader, asking }: ScopedRequest,
  isEmpty: boolean,
): Promise<void> {
  const { isRegistered, entityRef } = scope.service;
  if (
    isEmpty &&
    !isRegistered &&
    !(await presence.knows(scope, reader, asking))
  ) {
    throw new NotFoundError(
      `No service ${entityRef}, or it may not be read by you`,
    );
  }
}
