import { TailRows } from '@sextant/plugin-telemetry-node';
import {
  readRecordings,
  upstreamFor,
} from '@sextant/plugin-telemetry-node/testUtils';
import { createServer, IncomingMessage, Server } from 'node:http';
import path from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { LokiClient } from '../client/LokiClient';
import { tailLoki } from './tailLoki';
import { readResume } from './TailPlace';

const recordings = readRecordings(
  path.join(__dirname, '../__fixtures__/recordings'),
);
const recordedSchema = z.object({
  frames: z.array(z.object({ text: z.string() })),
  close: z.object({ code: z.number(), reason: z.string() }).optional(),
  refused: z.object({ status: z.number(), body: z.string() }).optional(),
});
const recorded = (name: string) =>
  recordedSchema.parse(JSON.parse(recordings.get(name)?.body ?? ''));

const frame = (nano: string, line: string, dropped = 0) =>
  JSON.stringify({
    streams: [
      {
        stream: { service_name: 'pricing', service_version: '2.0.0' },
        values: [[nano, line]],
      },
    ],
    dropped_entries: Array.from({ length: dropped }, () => ({})),
  });

describe('tailLoki', () => {
  let server: Server;
  let sockets: WebSocketServer;
  let requests: IncomingMessage[];
  const stop = new AbortController();

  async function over(
    onConnection: (socket: WebSocket, nth: number) => void,
    more: Record<string, string | string[]> = {},
  ) {
    requests = [];
    // An older Loki: it does not tell its limits.
    server = createServer((_request, response) => {
      response.writeHead(404).end('404 page not found');
    });
    sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket, request) => {
      requests.push(request);
      onConnection(socket, requests.length);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return new LokiClient(
      upstreamFor('Loki', `http://127.0.0.1:${port}`, more),
    );
  }

  afterEach(async () => {
    sockets.clients.forEach(socket => socket.terminate());
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  async function take(
    client: LokiClient,
    lines: number,
    resume?: string,
  ): Promise<TailRows[]> {
    const reading = new AbortController();
    const events: TailRows[] = [];
    for await (const event of tailLoki({
      client,
      query: '{service_name="pricing"}',
      serviceLabel: 'service_name',
      resume: readResume(resume),
      signal: AbortSignal.any([reading.signal, stop.signal]),
    })) {
      events.push(event);
      if (events.flatMap(({ rows }) => rows).length >= lines) {
        reading.abort();
      }
    }
    return events;
  }

  it.each([
    ['tail-frames', 'inventory', '2.3.0-canary'],
    ['tail-history-limit', 'checkout', undefined],
    ['tail-delay', 'cart', undefined],
    ['tail-json-pipeline', 'inventory', undefined],
  ])('reads the recorded frames of %s', async (name, service, version) => {
    const { frames } = recorded(name);
    const client = await over(socket => {
      frames.forEach(({ text }) => socket.send(text));
    });
    const items = (await take(client, 3)).flatMap(event => event.rows);
    expect(items.every(line => line.service === service)).toBe(true);
    expect(items[0].version).toBe(version ?? items[0].version);
    expect(items[0].traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });

  it.each(['tail-err-parse', 'tail-err-delay'])(
    'says what Loki refused in %s',
    async name => {
      const { refused } = recorded(name);
      const client = await over(() => {});
      server.removeAllListeners('upgrade');
      server.on('upgrade', (_request, socket) => {
        const body = refused?.body ?? '';
        socket.end(
          `HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(
            body,
          )}\r\n\r\n${body}`,
        );
      });
      await expect(take(client, 1)).rejects.toThrow(
        `refuses the query (400): ${refused?.body.trim()}`,
      );
    },
  );

  it('says why Loki closed in tail-err-metric', async () => {
    const { close } = recorded('tail-err-metric');
    const client = await over(socket =>
      socket.close(close?.code, close?.reason),
    );
    await expect(take(client, 1)).rejects.toThrow(
      'ends the tail: only log selector is supported',
    );
  });

  it('goes on behind the last line, without those of its time that were seen', async () => {
    const client = await over((socket, nth) => {
      socket.send(frame('1795241941000000001', 'first'));
      if (nth === 2) {
        // The last line once more, as a server does that is asked from its time on, then new ones.
        socket.send(frame('1795241941000000001', 'of the same time'));
        socket.send(frame('1795241941000000002', 'second', 3));
      }
    });
    const [first] = await take(client, 1);
    const events = await take(client, 2, first.resume);
    expect(events.flatMap(({ rows }) => rows.map(({ body }) => body))).toEqual([
      'of the same time',
      'second',
    ]);
    expect(events.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(3);
    const starts = requests.map(request =>
      new URL(request.url ?? '', 'http://x').searchParams.get('start'),
    );
    expect(starts[1]).toBe('1795241941000000001');
  });

  it('refuses a place to go on from that is none', () => {
    expect(() => readResume('yesterday')).toThrow(
      'after: found "yesterday", allowed the id of an earlier event',
    );
  });

  it('ends when the connection does, for whoever follows to open it again', async () => {
    const client = await over(socket => {
      socket.send(frame('1795241941000000001', 'first'), () => socket.close());
    });
    expect(await take(client, 2)).toHaveLength(1);
  });

  it('fails with what is wrong when a frame is none', async () => {
    const client = await over(socket => socket.send('<html>'));
    await expect(take(client, 1)).rejects.toThrow(
      'sent a frame that is not Loki’s JSON',
    );
  });

  it('opens one connection for each tenant, never two in one', async () => {
    const client = await over(
      (socket, nth) =>
        socket.send(frame(`179524194100000000${nth}`, `t${nth}`)),
      { tenants: ['a', 'b'] },
    );
    await take(client, 2);
    expect(
      requests.map(({ headers }) => headers['x-scope-orgid']).sort(),
    ).toEqual(['a', 'b']);
  });

  it('gives up with the reason when Loki allows no more tails', async () => {
    const client = await over(socket =>
      socket.close(1011, 'max concurrent tail requests limit exceeded'),
    );
    await expect(take(client, 1)).rejects.toThrow(
      'Loki test: ends the tail: max concurrent tail requests limit exceeded',
    );
  });
});
