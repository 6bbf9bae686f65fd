import { ConfigReader } from '@backstage/config';
import { readFileSync } from 'node:fs';
import { createServer, IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import { z } from 'zod';
import { readUpstreamConfigs } from '../upstream/readUpstreamConfigs';
import { Upstream } from '../upstream/Upstream';

const recordingsSchema = z.array(
  z.object({
    name: z.string(),
    file: z.string(),
    server: z.string(),
    /** Method and target, as sent. */
    request: z.string(),
    status: z.number(),
    contentType: z.string(),
  }),
);

/** What a real server answered, with its request. @public */
export interface Recording {
  name: string;
  file: string;
  server: string;
  /** Method and target, as sent. */
  request: string;
  status: number;
  contentType: string;
  body: string;
}

/** Reads recordings: an `index.json` and a file for each body. @public */
export function readRecordings(folder: string): Map<string, Recording> {
  const index = recordingsSchema.parse(
    JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')),
  );
  return new Map(
    index.map(recording => [
      recording.name,
      {
        ...recording,
        body: readFileSync(path.join(folder, recording.file), 'utf8'),
      },
    ]),
  );
}

/** An answer of a replayed server. @public */
export interface ReplayedAnswer {
  status: number;
  body: string;
  contentType?: string;
  /** Before the answer comes. */
  delayMs?: number;
  /** Cuts the connection instead of ending the answer. */
  cut?: boolean;
}

/** Says what a request is answered with. @public */
export type Answering = (
  target: URL,
  method: string,
  body: string,
  headers: IncomingHttpHeaders,
) => ReplayedAnswer;

/** A server that answers as it is told. @public */
export interface Replay {
  url: string;
  /** Method and target of each request so far. */
  requests: string[];
  /** Replaces what it answers from now on. */
  answerWith(answer: Answering): void;
  close(): Promise<void>;
  /** Starts it again at the same address, after {@link Replay.close}. */
  start(): Promise<void>;
}

/** Starts a server that answers as it is told. @public */
export async function startReplay(answer: Answering): Promise<Replay> {
  let current = answer;
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const method = request.method ?? 'GET';
    const target = new URL(request.url ?? '/', 'http://replay');
    const body = Buffer.concat(chunks).toString('utf8');
    requests.push(
      `${method} ${target.pathname}${target.search}${body ? ` ${body}` : ''}`,
    );
    const replayed = current(target, method, body, request.headers);
    if (replayed.delayMs) {
      await new Promise(resolve => setTimeout(resolve, replayed.delayMs));
    }
    response.writeHead(replayed.status, {
      'content-type': replayed.contentType ?? 'application/json',
    });
    if (replayed.cut) {
      response.write(replayed.body.slice(0, replayed.body.length / 2));
      response.destroy();
    } else {
      response.end(replayed.body);
    }
  });
  const listen = (port: number) =>
    new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answerWith(next) {
      current = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
    start: () => listen(port),
  };
}

/** An upstream at a URL, as its configuration would make it. @public */
export function upstreamFor(
  kind: string,
  url: string,
  more: Record<string, string | number | string[]> = {},
): Upstream {
  const key = `telemetry.${kind.toLocaleLowerCase('en-US')}`;
  const [config] = readUpstreamConfigs(
    new ConfigReader({
      telemetry: {
        [kind.toLocaleLowerCase('en-US')]: {
          upstreams: [{ name: 'test', url, ...more }],
        },
      },
    }),
    key,
    kind,
  );
  return new Upstream(config);
}
