import {
  HttpAuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, toError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { telemetryIngestPermission } from '@sextant/plugin-telemetry-common';
import { telemetryMetrics } from '@sextant/plugin-telemetry-node';
import express from 'express';
import Router from 'express-promise-router';
import { IngestQueue } from '../ingest/IngestQueue';
import { Encoding, OtlpCodec, Signal } from './OtlpCodec';
import { OtlpReceiver, Received } from './OtlpReceiver';

/** What the receiver's routes need. */
export interface OtlpRouterOptions {
  access: 'token' | 'open';
  maxBodyBytes: number;
  codec: OtlpCodec;
  receiver: OtlpReceiver;
  queue: IngestQueue;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  logger: LoggerService;
}

const CONTENT_TYPES = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
} as const;
const SIGNALS: Signal[] = ['traces', 'metrics', 'logs'];

/** Status codes of google.rpc, by the HTTP status they are answered with. */
const RPC_CODES: Record<number, number> = {
  400: 3,
  401: 16,
  403: 7,
  413: 3,
  415: 3,
  429: 8,
  503: 14,
};

class UnsupportedMediaTypeError extends Error {
  readonly name = 'UnsupportedMediaTypeError';
}

/**
 * `POST /otlp/v1/{traces,metrics,logs}` as the OTLP/HTTP specification asks: protobuf and JSON, gzip,
 * partial success; 400 for what can never be stored, 429 and 503 with Retry-After for what can be
 * sent again.
 */
export function createOtlpRouter(options: OtlpRouterOptions): express.Router {
  const { codec, receiver, queue } = options;
  const router = Router();
  const raw = express.raw({
    type: [
      'application/x-protobuf',
      'application/protobuf',
      'application/json',
    ],
    limit: options.maxBodyBytes,
  });
  for (const signal of SIGNALS) {
    router.post(`/otlp/v1/${signal}`, raw, async (request, response) => {
      await checkAccess(options, request);
      const encoding = encodingOf(request);
      if (!encoding || !Buffer.isBuffer(request.body)) {
        throw new UnsupportedMediaTypeError(
          `content-type: found "${
            request.headers['content-type'] ?? ''
          }", allowed ${Object.values(CONTENT_TYPES).join(', ')}`,
        );
      }
      const { body } = request;
      const count = (outcome: string, amount: number) =>
        telemetryMetrics.ingested.inc(
          { source: 'otlp', signal, outcome },
          amount,
        );
      let received: Received | undefined;
      await queue
        .ingest(body.length, async () => {
          received = await receive(receiver, signal, encoding, body);
          return received.batch;
        })
        .catch((error: unknown) => {
          count('refused', received?.items ?? 0);
          throw error;
        });
      const { items = 0, rejected = 0, note } = received ?? {};
      count('stored', items);
      count('rejected', rejected);
      response
        .status(200)
        .type(CONTENT_TYPES[encoding])
        .send(codec.encodeSuccess(signal, encoding, rejected, note));
    });
  }
  router.use('/otlp', otlpErrors(options));
  return router;
}

/** Whatever goes wrong while a message is read is its sender's, and is not sent again. */
async function receive(
  receiver: OtlpReceiver,
  signal: Signal,
  encoding: Encoding,
  body: Buffer,
): Promise<Received> {
  try {
    return await receiver.receive(signal, encoding, body);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new InputError(
        `body: found a message that cannot be read, allowed an OTLP ${signal} export request`,
        error,
      );
    }
    throw error;
  }
}

async function checkAccess(
  { access, httpAuth, permissions }: OtlpRouterOptions,
  request: express.Request,
) {
  if (access === 'open') {
    return;
  }
  const credentials = await httpAuth.credentials(request, {
    allow: ['service'],
  });
  const [decision] = await permissions.authorize(
    [{ permission: telemetryIngestPermission }],
    {
      credentials,
    },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      `This token lacks the permission ${telemetryIngestPermission.name}`,
    );
  }
}

function encodingOf(request: express.Request): Encoding | undefined {
  if (request.is('application/json')) {
    return 'json';
  }
  return request.is(['application/x-protobuf', 'application/protobuf'])
    ? 'protobuf'
    : undefined;
}

function otlpErrors({
  codec,
  logger,
}: OtlpRouterOptions): express.ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = toError(thrown);
    const status = statusFor(error, thrown);
    if (status >= 500) {
      logger.warn('Telemetry could not be stored', error);
    }
    if (status === 429 || status === 503) {
      response.set('Retry-After', '1');
    }
    const encoding = encodingOf(request) ?? 'json';
    response
      .status(status)
      .type(CONTENT_TYPES[encoding])
      .send(
        codec.encodeError(encoding, RPC_CODES[status] ?? 13, error.message),
      );
  };
}

function statusFor(error: Error, thrown: unknown): number {
  switch (error.name) {
    // What a sender can make of its message while it is read is the sender's.
    case 'InputError':
      return 400;
    case 'AuthenticationError':
      return 401;
    case 'NotAllowedError':
      return 403;
    case 'TooManyItemsError':
      return 413;
    case 'UnsupportedMediaTypeError':
      return 415;
    case 'TooMuchWaitingError':
      return 429;
    default:
      return bodyParserStatus(thrown) ?? 503;
  }
}

/** Too large, broken gzip, unknown encoding: the body parser says so with a status. */
function bodyParserStatus(thrown: unknown): number | undefined {
  const status =
    typeof thrown === 'object' && thrown !== null
      ? Reflect.get(thrown, 'status')
      : undefined;
  return typeof status === 'number' && status >= 400 && status < 500
    ? status
    : undefined;
}
