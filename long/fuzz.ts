import fc from 'fast-check';
import { z } from 'zod';
import {
  Engine,
  ENGINES,
  guestToken,
  report,
  startDatabase,
  startReplica,
} from './portal';

/** Requests to each route; `--requests=N`. */
const REQUESTS = Number(
  process.argv.find(word => word.startsWith('--requests='))?.split('=')[1] ??
    10_000,
);
const AT_ONCE = 8;
const HANGS_AFTER_MS = 25_000;
const PLUGINS = ['telemetry', 'services', 'deployments'];
/** Open for as long as somebody listens. */
const STREAMS = /\/logs\/tail$/;

const parametersSchema = z
  .array(z.object({ name: z.string(), in: z.string() }))
  .default([]);
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.object({
      parameters: parametersSchema,
      get: z.object({ parameters: parametersSchema }).optional(),
      post: z.object({ parameters: parametersSchema }).optional(),
    }),
  ),
});
/** In no document: the protocol is OpenTelemetry's. */
const OTLP = ['traces', 'logs', 'metrics'].map(signal => ({
  plugin: 'telemetry',
  method: 'POST',
  path: `/otlp/v1/${signal}`,
  parameters: [],
}));

interface Route {
  plugin: string;
  method: string;
  path: string;
  parameters: ReadonlyArray<{ name: string; in: string }>;
}

/** What people, pipelines and attackers send, and what nobody expects. */
const value = fc.oneof(
  fc.constantFrom(
    '',
    'pricing',
    'default',
    'production',
    '1.0.0',
    'now-1h',
    'now',
    '2026-11-25T00:00:00Z',
    '2026-11-25T00:00:00',
    '9999-12-31T23:59:59Z',
    '0',
    '-1',
    '1.5',
    '1e308',
    'NaN',
    '18446744073709551616',
    '..',
    '%',
    '\u0000',
    'a\u0000b',
    'a\nb',
    '\\',
    "'",
    '"',
    '{{',
    '(((',
    '.*',
    '__proto__',
    'component:default/pricing',
    'group:x',
    ':::',
    'a/b/c',
    'x'.repeat(3_000),
    'é🎉',
    Buffer.from('[1e308,"a"]').toString('base64'),
    Buffer.from('{"a":1}').toString('base64url'),
  ),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.integer().map(String),
  fc.double().map(String),
);

async function routesOf(url: string, token: string): Promise<Route[]> {
  const documents = await Promise.all(
    PLUGINS.map(async plugin => {
      const response = await fetch(`${url}/api/${plugin}/openapi.json`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { plugin, ...documentSchema.parse(await response.json()) };
    }),
  );
  const documented = documents.flatMap(({ plugin, paths }) =>
    Object.entries(paths).flatMap(([path, { parameters, get, post }]) =>
      STREAMS.test(path)
        ? []
        : [
            ...(get ? [{ method: 'GET', own: get.parameters }] : []),
            ...(post ? [{ method: 'POST', own: post.parameters }] : []),
          ].map(({ method, own }) => ({
            plugin,
            method,
            path,
            parameters: [...parameters, ...own],
          })),
    ),
  );
  return [...documented, ...OTLP];
}

function requestTo({ plugin, method, path, parameters }: Route) {
  return fc
    .record({
      inPath: fc.array(value, { minLength: 5, maxLength: 5 }),
      query: fc.dictionary(
        fc.constantFrom(
          'unknown',
          ...parameters
            .filter(parameter => parameter.in === 'query')
            .map(({ name }) => name),
        ),
        fc.oneof(
          value.map(one => [one]),
          fc.tuple(value, value),
        ),
        { maxKeys: 4 },
      ),
      body: fc.oneof(
        fc.dictionary(
          fc.constantFrom(
            'service',
            'version',
            'environment',
            'startedAt',
            'finishedAt',
            'status',
            'id',
            'url',
            'evidence',
            'kind',
            'resourceSpans',
            'resourceLogs',
            'resourceMetrics',
          ),
          fc.oneof(value, fc.jsonValue()),
        ),
        fc.jsonValue(),
      ),
    })
    .map(({ inPath, query, body }) => {
      let at = 0;
      const address = path.replace(/\{[^}]+\}/g, () => {
        at += 1;
        return encodeURIComponent(wellFormed(inPath[at - 1]) || 'x');
      });
      const search = new URLSearchParams(
        Object.entries(query).flatMap(([name, values]) =>
          values.map((one): [string, string] => [name, wellFormed(one)]),
        ),
      );
      return {
        target: `/api/${plugin}${address}?${search}`,
        init: {
          method,
          body: method === 'POST' ? JSON.stringify(body) : undefined,
        },
      };
    });
}

/** Halves of characters cannot be written in an address. */
const wellFormed = (text: string) => Buffer.from(text, 'utf8').toString('utf8');

/** A sentence where an answer is none, undefined where it is one. */
async function troubleWith(
  url: string,
  token: string,
  { target, init }: { target: string; init: RequestInit },
): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}${target}`, {
      ...init,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      signal: AbortSignal.timeout(HANGS_AFTER_MS),
    });
    const text = await response.text();
    if (response.status >= 500) {
      return `${response.status}: ${text.slice(0, 300)}`;
    }
    if (response.status === 400 && !/found.*allowed/is.test(text)) {
      return `400 that does not say what was found and is allowed: ${text.slice(
        0,
        300,
      )}`;
    }
    return undefined;
  } catch (error) {
    return String(error);
  }
}

async function fuzz(engine: Engine) {
  const database = await startDatabase(engine);
  const replica = await startReplica(database);
  try {
    const routes = await routesOf(replica.url, await guestToken(replica.url));
    for (const route of routes) {
      let token = await guestToken(replica.url);
      const samples = fc.sample(requestTo(route), REQUESTS);
      const troubles: string[] = [];
      const started = Date.now();
      for (let at = 0; at < samples.length; at += AT_ONCE) {
        if (at % 4_000 === 0) {
          token = await guestToken(replica.url);
        }
        const part = samples.slice(at, at + AT_ONCE);
        const found = await Promise.all(
          part.map(sample => troubleWith(replica.url, token, sample)),
        );
        found.forEach((trouble, nth) => {
          if (trouble !== undefined) {
            troubles.push(
              `${part[nth].init.method} ${part[nth].target.slice(
                0,
                300,
              )} ${String(part[nth].init.body ?? '').slice(
                0,
                200,
              )} → ${trouble}`,
            );
          }
        });
      }
      report(
        `${engine} ${route.method} /${route.plugin}${route.path}`,
        `${samples.length} requests in ${Math.round(
          (Date.now() - started) / 1000,
        )} s, ${troubles.length} without an answer${troubles
          .slice(0, 3)
          .map(trouble => `\n     ${trouble}`)
          .join('')}`,
        troubles.length === 0,
      );
    }
  } finally {
    await replica.stop();
    await database.stop();
  }
}

async function main() {
  for (const engine of ENGINES) {
    await fuzz(engine);
  }
}

main();
