import { WebSocket } from 'ws';
import { failureOf } from '../client/failureOf';
import { LokiClient } from '../client/LokiClient';

/** One connection of a tail. */
export interface TailConnection {
  client: LokiClient;
  query: string;
  tenant: string | undefined;
  /** Lines from here on, in nanoseconds since the epoch. */
  fromNano: bigint;
  /** How many of the lines that are there already are sent at first. */
  limit: number;
  signal: AbortSignal;
  /** Throws for what is no frame. */
  onFrame: (text: string) => void;
}

const PING_MS = 20_000;

/** Resolves when the connection closes; rejects when it is refused, breaks, or is silent to a ping. */
export async function tailConnection(
  connection: TailConnection,
): Promise<void> {
  const { client, signal, onFrame } = connection;
  const { upstream } = client;
  const socket = open(connection);
  const closing = new AbortController();
  const close = () => socket.terminate();
  signal.addEventListener('abort', close, { signal: closing.signal });
  let isAlive = true;
  const pinging = setInterval(() => {
    if (!isAlive) {
      socket.emit('error', new Error('no answer to a ping'));
    } else if (socket.readyState === WebSocket.OPEN) {
      isAlive = false;
      socket.ping();
    }
  }, PING_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('pong', () => {
        isAlive = true;
      });
      socket.on('message', data => {
        isAlive = true;
        try {
          onFrame(data.toString());
        } catch {
          reject(
            upstream.error('garbled', 'sent a frame that is not Loki’s JSON'),
          );
        }
      });
      socket.on('unexpected-response', (_request, response) => {
        let text = '';
        response.on('data', chunk => {
          text = `${text}${chunk}`.slice(0, 1_000);
        });
        response.on('end', () =>
          reject(
            failureOf(upstream, { status: response.statusCode ?? 0, text }),
          ),
        );
      });
      socket.on('error', error =>
        signal.aborted
          ? resolve()
          : reject(
              upstream.error('down', `cannot be tailed (${error.message})`),
            ),
      );
      socket.on('close', (code, reason) =>
        code === 1011
          ? reject(
              upstream.error('limit', `ends the tail: ${reason.toString()}`),
            )
          : resolve(),
      );
    });
  } finally {
    clearInterval(pinging);
    closing.abort();
    socket.terminate();
  }
}

function open({ client, query, tenant, fromNano, limit }: TailConnection) {
  const { config } = client.upstream;
  const parameters = new URLSearchParams({
    query,
    start: String(fromNano),
    limit: String(limit),
  });
  const base = config.url.replace(/^http/, 'ws');
  return new WebSocket(`${base}/loki/api/v1/tail?${parameters}`, {
    headers: client.headersFor(tenant),
    ca: config.ca,
    handshakeTimeout: config.deadlineMs,
  });
}
