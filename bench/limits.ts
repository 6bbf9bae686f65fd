import { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  answering,
  ROOT,
  startScript,
  stopProcess,
} from '../e2e/portalProcesses';
import { quantileOf, report } from './store';

const PORTAL = 'http://localhost:7107';
const NAMES = 20_000;
const WATCHED_MS = 40_000;

const traceOf = (at: number) => at.toString(16).padStart(32, '0');
const spanOf = (at: number) => at.toString(16).padStart(16, '0');
const text = (key: string, stringValue: string) => ({
  key,
  value: { stringValue },
});
const span = (trace: string, at: number, parentSpanId?: string) => ({
  traceId: trace,
  spanId: spanOf(at),
  parentSpanId,
  name: 'GET /',
  kind: 2,
  startTimeUnixNano: `${Date.now()}000000`,
  endTimeUnixNano: `${Date.now() + 5}000000`,
});

async function send(resourceSpans: object[]): Promise<number> {
  const body = JSON.stringify({ resourceSpans });
  const started = performance.now();
  const response = await fetch(`${PORTAL}/api/telemetry/otlp/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (!response.ok) {
    throw new Error(`ingest answered ${response.status}`);
  }
  await response.arrayBuffer();
  return performance.now() - started;
}

/** How long liveness takes, asked every 50 ms until told to stop. */
function watchLiveness() {
  const took: number[] = [];
  let isWatching = true;
  const watching = (async () => {
    while (isWatching) {
      const started = performance.now();
      await fetch(`${PORTAL}/.backstage/health/v1/liveness`);
      took.push(performance.now() - started);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  })();
  return async () => {
    isWatching = false;
    await watching;
    return took;
  };
}

async function timed(url: string, token: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${PORTAL}${url}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = await response.text();
  if (!response.ok) {
    throw new Error(
      `${url} answered ${response.status}: ${body.slice(0, 200)}`,
    );
  }
  return performance.now() - started;
}

async function guestToken(): Promise<string> {
  const response = await fetch(`${PORTAL}/api/auth/guest/refresh`, {
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  });
  const session = await response.json();
  return session.backstageIdentity.token;
}

const milliseconds = (value: number) => `${Math.round(value)} ms`;

async function measure() {
  // What a process does once is not what is measured.
  await send([{ scopeSpans: [{ spans: [span(traceOf(1), 1)] }] }]);
  const token = await guestToken();
  await timed('/api/services/v1/fleet', token);

  const ofOneParent = await send([
    {
      resource: { attributes: [text('service.name', 'parent')] },
      scopeSpans: [
        {
          spans: Array.from({ length: 60_000 }, (_, at) =>
            span(traceOf(2), at + 100, spanOf(99)),
          ),
        },
      ],
    },
  ]);
  report('60,000 spans of one parent', milliseconds(ofOneParent), '≤ 3,000 ms');

  const stopWatching = watchLiveness();
  const names = await send(
    Array.from({ length: NAMES }, (_, at) => ({
      resource: {
        attributes: [
          text('service.name', `service-${at}`),
          text('service.version', '1.0.0'),
        ],
      },
      scopeSpans: [{ spans: [span(traceOf(at + 1_000), at + 100_000)] }],
    })),
  );
  report('20,000 service names in one request', milliseconds(names), '-');
  const fleet: number[] = [];
  const until = Date.now() + WATCHED_MS;
  while (Date.now() < until) {
    fleet.push(await timed('/api/services/v1/fleet', token));
    await new Promise(resolve => setTimeout(resolve, 1_000));
  }
  const alive = await stopWatching();
  report('  fleet page, first', milliseconds(fleet[0]), '≤ 1,000 ms');
  report(
    '  fleet page, p95',
    milliseconds(quantileOf(fleet, 0.95)),
    '≤ 1,000 ms',
  );
  report('  liveness, p99', milliseconds(quantileOf(alive, 0.99)), '≤ 100 ms');
  report('  liveness, longest', milliseconds(Math.max(...alive)), '≤ 100 ms');
}

async function main() {
  const data = mkdtempSync(path.join(tmpdir(), 'sextant-bench-'));
  let backend: ChildProcess | undefined;
  try {
    backend = startScript(
      'packages/backend/src/index.ts',
      ['app-config.yaml', 'e2e/app-config.e2e.yaml'].flatMap(file => [
        '--config',
        path.join(ROOT, file),
      ]),
      { NODE_ENV: 'development', E2E_DATA: data },
    );
    await answering(`${PORTAL}/.backstage/health/v1/readiness`);
    await measure();
  } finally {
    if (backend) {
      await stopProcess(backend);
    }
    rmSync(data, { recursive: true, force: true });
  }
}

main();
