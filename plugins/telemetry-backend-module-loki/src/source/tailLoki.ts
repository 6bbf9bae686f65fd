import { LogLine, TailEvent } from '@sextant/plugin-telemetry-common';
import { UpstreamError } from '@sextant/plugin-telemetry-node';
import { WebSocket } from 'ws';
import { failureOf } from '../client/failureOf';
import { LokiClient } from '../client/LokiClient';
import { linesOf, tailFrameSchema } from '../client/responses';
import { readLine } from './readLine';

/** A live tail. */
export interface TailQuestion {
  client: LokiClient;
  query: string;
  serviceLabel: string;
  /** Id of the last line seen. */
  after?: string;
  signal: AbortSignal;
}

/** Lines that wait for a slow reader; more are dropped and counted. */
const MAX_WAITING = 1_000;
const RECONNECT_MS = [500, 1_000, 2_000, 5_000];
const MAX_FAILURES = 6;

/** What has come and was not taken yet. */
class WaitingLines {
  #items: LogLine[] = [];
  #dropped = 0;
  #failure: { error: unknown } | undefined;
  #ended = false;
  #wake: () => void = () => {};

  add(items: LogLine[], dropped: number) {
    const room = Math.max(0, MAX_WAITING - this.#items.length);
    this.#items.push(...items.slice(0, room));
    this.#dropped += dropped + Math.max(0, items.length - room);
    this.#wake();
  }

  fail(error: unknown) {
    this.#failure = { error };
    this.#wake();
  }

  end() {
    this.#ended = true;
    this.#wake();
  }

  /** The next lines; undefined at the end. */
  async take(): Promise<TailEvent | undefined> {
    while (this.#items.length === 0 && this.#dropped === 0) {
      if (this.#failure) {
        throw this.#failure.error;
      }
      if (this.#ended) {
        return undefined;
      }
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    const event = { items: this.#items, dropped: this.#dropped };
    this.#items = [];
    this.#dropped = 0;
    return event;
  }
}

/** Follows one tenant's lines over one connection after the other. */
class Follower {
  #fromNano: bigint;
  #failures = 0;
  readonly #recent = new Set<string>();

  constructor(
    private readonly question: TailQuestion,
    private readonly waiting: WaitingLines,
  ) {
    const { after } = question;
    this.#fromNano = after
      ? BigInt(/^\d+/.exec(after)?.[0] ?? 0) + 1n
      : BigInt(Date.now()) * 1_000_000n;
    if (after) {
      this.#recent.add(after);
    }
  }

  /** Until the signal aborts; rejects when there is no use in going on. */
  async run(tenant: string | undefined, signal: AbortSignal): Promise<void> {
    const { client, query } = this.question;
    const take = (text: string) => this.#take(text);
    while (!signal.aborted) {
      try {
        await connect(client, query, tenant, this.#fromNano, signal, take);
      } catch (error) {
        this.#failures += 1;
        const final =
          error instanceof UpstreamError &&
          ['refused', 'denied', 'limit'].includes(error.kind);
        if (final || this.#failures >= MAX_FAILURES) {
          throw error;
        }
      }
      await pause(
        RECONNECT_MS[Math.min(this.#failures, RECONNECT_MS.length - 1)],
        signal,
      );
    }
  }

  #take(text: string) {
    const frame = tailFrameSchema.parse(JSON.parse(text));
    this.#failures = 0;
    const fresh = linesOf(frame.streams ?? [])
      .map(raw => readLine(raw, this.question.serviceLabel).line)
      .filter(line => !this.#recent.has(line.id))
      .sort((a, b) =>
        BigInt(a.timeUnixNano) < BigInt(b.timeUnixNano) ? -1 : 1,
      );
    for (const line of fresh) {
      this.#recent.add(line.id);
      this.#fromNano = BigInt(line.timeUnixNano) + 1n;
    }
    while (this.#recent.size > MAX_WAITING) {
      const [oldest] = this.#recent;
      this.#recent.delete(oldest);
    }
    const dropped = frame.dropped_entries?.length ?? 0;
    if (fresh.length > 0 || dropped > 0) {
      this.waiting.add(fresh, dropped);
    }
  }
}

/**
 * New lines of a query as they come, over Loki's websocket; one for each tenant, because Loki tails
 * no two at once. A connection that breaks is opened again behind the last line.
 */
export async function* tailLoki(
  question: TailQuestion,
): AsyncGenerator<TailEvent> {
  const { client, signal } = question;
  const { tenants } = client.upstream.config;
  const waiting = new WaitingLines();
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const tails = (tenants.length > 0 ? tenants : [undefined]).map(tenant =>
    new Follower(question, waiting).run(tenant, ended),
  );
  Promise.all(tails).catch(error => waiting.fail(error));
  const wake = () => waiting.end();
  signal.addEventListener('abort', wake, { once: true });
  try {
    for (;;) {
      const event = await waiting.take();
      if (!event) {
        return;
      }
      yield event;
    }
  } finally {
    signal.removeEventListener('abort', wake);
    stop.abort();
  }
}

/** One connection, until it closes; rejects when it is refused or breaks. */
function connect(
  client: LokiClient,
  query: string,
  tenant: string | undefined,
  fromNano: bigint,
  signal: AbortSignal,
  onFrame: (text: string) => void,
): Promise<void> {
  const { upstream } = client;
  const parameters = new URLSearchParams({
    query,
    start: String(fromNano),
    limit: '100',
  });
  const socket = new WebSocket(
    `${upstream.config.url.replace(
      /^http/,
      'ws',
    )}/loki/api/v1/tail?${parameters}`,
    {
      headers: client.headersFor(tenant),
      ca: upstream.config.ca,
      handshakeTimeout: upstream.config.deadlineMs,
    },
  );
  return new Promise((resolve, reject) => {
    const close = () => socket.terminate();
    signal.addEventListener('abort', close, { once: true });
    const settle = (done: () => void) => {
      signal.removeEventListener('abort', close);
      done();
    };
    socket.on('message', data => {
      try {
        onFrame(data.toString());
      } catch {
        socket.terminate();
        settle(() =>
          reject(
            upstream.error('garbled', 'sent a frame that is not Loki’s JSON'),
          ),
        );
      }
    });
    socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', chunk => {
        text += String(chunk).slice(0, 1_000);
      });
      response.on('end', () =>
        settle(() =>
          reject(
            failureOf(upstream, { status: response.statusCode ?? 0, text }),
          ),
        ),
      );
    });
    socket.on('error', error =>
      settle(() =>
        signal.aborted
          ? resolve()
          : reject(
              upstream.error('down', `cannot be tailed (${error.message})`),
            ),
      ),
    );
    socket.on('close', (code, reason) =>
      settle(() =>
        code === 1011
          ? reject(
              upstream.error('limit', `ends the tail: ${reason.toString()}`),
            )
          : resolve(),
      ),
    );
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
