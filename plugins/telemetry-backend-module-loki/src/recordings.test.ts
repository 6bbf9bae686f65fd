import {
  recordedOutcomes,
  Recording,
} from '@sextant/plugin-telemetry-node/testUtils';
import path from 'node:path';
import { OUTCOMES } from './__fixtures__/outcomes';
import { LokiClient } from './client/LokiClient';
import { readLine } from './source/readLine';

const RANGE = { start: 0n, end: 1n };

/** Asks what the recording was the answer to; what nobody here asks is taken for a query's answer. */
async function ask(client: LokiClient, { request, body }: Recording) {
  const [, target] = request.replace('(WebSocket) ', '').split(' ');
  const { pathname } = new URL(target, 'http://x');
  if (pathname.endsWith('/values')) {
    const values = await client.labelValues('level', RANGE);
    return values.length === 0 ? 'empty' : `ok: ${values.join(', ')}`;
  }
  if (pathname.endsWith('/patterns')) {
    const patterns = await client.patterns('{}', RANGE);
    return patterns.length === 0 ? 'empty' : `ok: ${patterns.length} patterns`;
  }
  if (pathname.endsWith('/drilldown-limits')) {
    const { maxEntries } = await client.limits();
    return `ok: ${maxEntries} lines`;
  }
  if (/"resultType":"(matrix|vector)"/.test(body)) {
    const series = await client.counts('{}', RANGE, 60);
    const points = series.flatMap(entry => entry.points);
    return series.length === 0
      ? 'empty'
      : `ok: ${series.length} series, ${points.length} points, sum ${Number(
          points.reduce((sum, [, count]) => sum + count, 0).toPrecision(6),
        )}`;
  }
  const lines = (await client.lines('{}', RANGE, 100)).map(raw =>
    readLine(raw, 'service_name'),
  );
  if (lines.length === 0) {
    return 'empty';
  }
  const unique = new Set(lines.map(({ row }) => row.id)).size;
  const traced = lines.filter(({ row }) => row.traceId).length;
  const versions = new Set(lines.map(({ row }) => row.version ?? 'no version'));
  const levels = new Set(lines.map(({ row }) => row.level));
  return `ok: ${
    lines.length
  } lines, ${unique} of them distinct, ${traced} with a trace; ${[...levels]
    .sort()
    .join(' ')}; ${[...versions].sort().join(' ')}`;
}

describe('every recorded answer of Loki', () => {
  const outcomes = recordedOutcomes(
    path.join(__dirname, '__fixtures__/recordings'),
    'Loki',
    (upstream, recording) => ask(new LokiClient(upstream), recording),
  );
  beforeAll(() => outcomes.start());
  afterAll(() => outcomes.close());

  it('has its outcome in the table', () => {
    // A websocket's frames are replayed by the tail's own test.
    const asked = [...outcomes.recordings.values()].filter(
      ({ status }) => status !== 101,
    );
    expect(Object.keys(OUTCOMES).sort()).toEqual(
      asked.map(({ name }) => name).sort(),
    );
  });

  it.each(Object.entries(OUTCOMES))('%s → %s', async (name, outcome) => {
    expect(await outcomes.of(name)).toBe(outcome);
  });
});
