import { Agent, fetch } from 'undici';
import { UpstreamConfig } from './readUpstreamConfigs';
import { UpstreamError } from './UpstreamError';

/** One HTTP exchange. @public */
export interface UpstreamRequest {
  /** Path with its query, after the upstream's URL. */
  path: string;
  /** Form fields; a request with a form is a POST. */
  form?: URLSearchParams;
  headers?: Record<string, string>;
}

/** @public */
export interface UpstreamResponse {
  status: number;
  text: string;
}

/** The server was there; it has died, or ran into a limit of its own. */
const CLOSED = new Set([
  'ECONNRESET',
  'UND_ERR_SOCKET',
  'EPIPE',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);
const MAX_BODY_BYTES = 128 * 1024 * 1024;

/** Sends requests over kept connections; every failure below HTTP becomes an {@link UpstreamError}. */
export class UpstreamTransport {
  readonly url: string;
  readonly #agent: Agent;

  constructor(
    private readonly config: UpstreamConfig,
    private readonly label: string,
  ) {
    this.url = config.url;
    this.#agent = new Agent({
      connect: { ca: config.ca, timeout: Math.min(5_000, config.deadlineMs) },
      connections: config.maxConcurrent,
      headersTimeout: config.deadlineMs,
      bodyTimeout: config.deadlineMs,
    });
  }

  async send(
    request: UpstreamRequest,
    signal: AbortSignal,
  ): Promise<UpstreamResponse> {
    try {
      const response = await fetch(`${this.config.url}${request.path}`, {
        method: request.form ? 'POST' : 'GET',
        body: request.form,
        headers: {
          accept: 'application/json',
          ...this.config.headers,
          ...request.headers,
        },
        dispatcher: this.#agent,
        // A login page behind a redirect is not an answer.
        redirect: 'manual',
        signal,
      });
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body ?? []) {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) {
          throw new UpstreamError(
            this.label,
            'limit',
            `its answer is larger than ${
              MAX_BODY_BYTES / 1024 / 1024
            } MiB; choose a shorter range`,
          );
        }
        chunks.push(chunk);
      }
      return {
        status: response.status,
        text: Buffer.concat(chunks).toString('utf8'),
      };
    } catch (error) {
      throw this.#translate(error, signal);
    }
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  #translate(error: unknown, signal: AbortSignal): unknown {
    if (error instanceof UpstreamError) {
      return error;
    }
    const code = codeOf(error);
    const timedOut =
      nameOf(error) === 'TimeoutError' ||
      (signal.aborted && nameOf(signal.reason) === 'TimeoutError') ||
      code === 'UND_ERR_HEADERS_TIMEOUT' ||
      code === 'UND_ERR_BODY_TIMEOUT';
    if (timedOut) {
      return new UpstreamError(
        this.label,
        'timeout',
        `did not answer within ${this.config.deadlineMs / 1000} s`,
      );
    }
    return signal.aborted
      ? signal.reason
      : new UpstreamError(
          this.label,
          'down',
          CLOSED.has(code ?? '')
            ? `closed the connection before its answer was whole (${code})`
            : `cannot be reached (${code ?? textOf(error)})`,
        );
  }
}

/** Node's and undici's errors carry a code, often on their cause. */
function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code: unknown = Reflect.get(at, 'code');
    if (typeof code === 'string') {
      return code;
    }
  }
  return undefined;
}

/** Also of what is no Error of this realm, as a signal's reason may be. */
function nameOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null
    ? Reflect.get(error, 'name', error)
    : undefined;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
