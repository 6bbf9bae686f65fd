import { randomBytes } from 'node:crypto';
import { openBrowser } from './openBrowser';
import { PORTAL, startBuiltPortal } from './startBuiltPortal';
import { quantileOf, report } from './store';

const OTLP = `${PORTAL}/api/telemetry/otlp/v1/traces`;
const SIZES = [1_000, 10_000, 50_000];
const SERVICES = 12;
const SPANS_PER_REQUEST = 5_000;

/** A trace as wide and deep as big ones are: ten children a span, seven attributes each. */
async function sendTrace(size: number): Promise<string> {
  const traceId = randomBytes(16).toString('hex');
  const ids = Array.from({ length: size }, () =>
    randomBytes(8).toString('hex'),
  );
  const startNano = BigInt(Date.now() - 60_000) * 1_000_000n;
  const spans = ids.map((spanId, index) => {
    const start = startNano + BigInt(index) * 20_000n;
    const text = (key: string, value: string) => ({
      key,
      value: { stringValue: value },
    });
    return {
      service: index % SERVICES,
      span: {
        traceId,
        spanId,
        parentSpanId:
          index === 0 ? undefined : ids[Math.floor((index - 1) / 10)],
        name: `operation-${index % 40}`,
        kind: index % 3 === 0 ? 2 : 1,
        startTimeUnixNano: String(start),
        endTimeUnixNano: String(start + 30_000_000n),
        attributes: [
          text('http.route', `/v1/things/${index % 40}`),
          text('db.query.text', `SELECT * FROM things WHERE id = ${index}`),
          text('server.address', `host-${index % 9}`),
          text('user.id', String(index % 500)),
          text('thread.name', 'worker'),
          { key: 'http.response.status_code', value: { intValue: '200' } },
          { key: 'retry', value: { boolValue: false } },
        ],
        status: { code: index % 997 === 0 ? 2 : 0 },
      },
    };
  });
  for (let at = 0; at < size; at += SPANS_PER_REQUEST) {
    const part = spans.slice(at, at + SPANS_PER_REQUEST);
    const response = await fetch(OTLP, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceSpans: Array.from({ length: SERVICES }, (_, service) => ({
          resource: {
            attributes: [
              {
                key: 'service.name',
                value: { stringValue: `bench-${service}` },
              },
              { key: 'service.version', value: { stringValue: '1.0.0' } },
            ],
          },
          scopeSpans: [
            {
              spans: part
                .filter(entry => entry.service === service)
                .map(({ span }) => span),
            },
          ],
        })),
      }),
    });
    if (!response.ok) {
      throw new Error(
        `The portal answered ${response.status}: ${await response.text()}`,
      );
    }
  }
  return traceId;
}

async function main() {
  const stop = await startBuiltPortal();
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
    });
    await page.goto(PORTAL);
    await page
      .getByRole('heading', { name: 'Fleet' })
      .waitFor({ timeout: 60_000 });
    const tree = page.getByRole('tree');
    for (const size of [SIZES[0], ...SIZES]) {
      const traceId = await sendTrace(size);
      // Inside the portal: the page changes without being loaded anew.
      const started = performance.now();
      await page.evaluate(path => {
        window.history.pushState({}, '', path);
        window.dispatchEvent(new PopStateEvent('popstate'));
      }, `/traces/${traceId}`);
      await tree.getByRole('treeitem').first().waitFor({ timeout: 60_000 });
      const opened = performance.now() - started;

      const filtering = performance.now();
      await page
        .getByRole('searchbox', { name: 'Find in trace' })
        .fill('operation-7');
      await page.getByText(/spans? found/).waitFor();
      const filtered = performance.now() - filtering;
      await page.getByRole('searchbox', { name: 'Find in trace' }).fill('');

      const frames = await tree.evaluate(async element => {
        const times: number[] = [];
        let last = performance.now();
        for (let step = 0; step < 90; step += 1) {
          element.scrollTop += 400;
          await new Promise(resolve => requestAnimationFrame(resolve));
          const now = performance.now();
          times.push(now - last);
          last = now;
        }
        return times;
      });
      const client = await page.context().newCDPSession(page);
      await client.send('HeapProfiler.collectGarbage');
      const { usedSize } = await client.send('Runtime.getHeapUsage');
      const name = `trace of ${size.toLocaleString('en-US')} spans`;
      report(
        `${name}: open to interactive`,
        `${opened.toFixed(0)} ms`,
        '≤ 1,800 ms at 50,000',
      );
      report('  filter', `${filtered.toFixed(0)} ms`, '≤ 100 ms');
      report(
        '  scroll frame p95',
        `${quantileOf(frames, 0.95).toFixed(0)} ms`,
        '≤ 17 ms',
      );
      report('  page heap', `${Math.round(usedSize / 1e6)} MB`, '≤ 65 MB');
    }
  } finally {
    await browser.close();
    await stop();
  }
}

main();
