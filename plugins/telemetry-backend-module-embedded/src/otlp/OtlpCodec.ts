import { InputError } from '@backstage/errors';
import Long from 'long';
import protobuf from 'protobufjs';
import { countBraces, countMessages } from './countItems';
import { OTLP_DESCRIPTOR } from './descriptor';

/** The three signals of OTLP. */
export type Signal = 'traces' | 'metrics' | 'logs';

/** How a body is encoded. */
export type Encoding = 'protobuf' | 'json';

const NAMES = {
  traces: {
    request: 'TracesRequest',
    response: 'TracesResponse',
    rejected: 'rejectedSpans',
  },
  metrics: {
    request: 'MetricsRequest',
    response: 'MetricsResponse',
    rejected: 'rejectedDataPoints',
  },
  logs: {
    request: 'LogsRequest',
    response: 'LogsResponse',
    rejected: 'rejectedLogRecords',
  },
} as const;

/** Thrown for a request of more parts than one may have. */
export class TooManyItemsError extends Error {
  readonly name = 'TooManyItemsError';
}

/** Messages or objects in one request, each attribute is two: as many as are decoded in a second or two. */
const MAX_ITEMS = 1_500_000;

/** Decodes requests and encodes answers of OTLP/HTTP in both of its encodings. */
export class OtlpCodec {
  readonly #root: protobuf.Root;

  constructor() {
    // Without it protobufjs reads 64-bit times as doubles and loses nanoseconds.
    protobuf.util.Long = Long;
    protobuf.configure();
    this.#root = protobuf.Root.fromJSON(OTLP_DESCRIPTOR);
    this.#root.resolveAll();
  }

  /** @throws InputError when the body is not what its content type says. */
  decode(signal: Signal, encoding: Encoding, body: Buffer): unknown {
    // Bytes say little: five million empty spans are fifteen megabytes.
    const type = this.#root.lookupType(NAMES[signal].request);
    const items =
      encoding === 'json'
        ? countBraces(body)
        : countMessages(body, type, MAX_ITEMS);
    if (items > MAX_ITEMS) {
      throw new TooManyItemsError(
        `body: found more than ${MAX_ITEMS} items, allowed that many in one request`,
      );
    }
    try {
      return encoding === 'json'
        ? JSON.parse(body.toString('utf8'))
        : type.decode(body);
    } catch (error) {
      throw new InputError(
        `body: found ${body.length} bytes that are not ${encoding}, allowed an OTLP ${signal} export request`,
        error,
      );
    }
  }

  /** The answer to an accepted request; empty when everything was stored and nothing is to say. */
  encodeSuccess(
    signal: Signal,
    encoding: Encoding,
    rejected: number,
    note: string | undefined,
  ): Buffer {
    const { response, rejected: field } = NAMES[signal];
    if (rejected === 0 && !note) {
      return encoding === 'json' ? Buffer.from('{}') : Buffer.alloc(0);
    }
    const partialSuccess = { [field]: rejected, errorMessage: note ?? '' };
    if (encoding === 'json') {
      // The JSON mapping of protobuf writes 64-bit integers as text.
      return Buffer.from(
        JSON.stringify({
          partialSuccess: { ...partialSuccess, [field]: String(rejected) },
        }),
      );
    }
    const type = this.#root.lookupType(response);
    return Buffer.from(
      type.encode(type.fromObject({ partialSuccess })).finish(),
    );
  }

  /** A `google.rpc.Status`, as the OTLP specification asks errors to be answered. */
  encodeError(encoding: Encoding, code: number, text: string): Buffer {
    if (encoding === 'json') {
      return Buffer.from(JSON.stringify({ code, message: text }));
    }
    const type = this.#root.lookupType('RpcStatus');
    return Buffer.from(
      type.encode(type.create({ code, message: text })).finish(),
    );
  }
}
