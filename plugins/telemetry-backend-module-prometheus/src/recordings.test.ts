import {
  recordedOutcomes,
  Recording,
  startReplay,
  upstreamFor,
} from '@sextant/plugin-telemetry-node/testUtils';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { OUTCOMES } from './__fixtures__/outcomes';
import { PrometheusClient } from './client/PrometheusClient';

const RANGE = { from: 0, to: 60 };

/** Asks what the recording was the answer to; what nobody here asks is taken for a query's answer. */
async function ask(client: PrometheusClient, { request }: Recording) {
  const [, target] = request.split(' ');
  const { pathname } = new URL(target, 'http://x');
  if (pathname.endsWith('/query_range')) {
    const { data, notes } = await client.queryRange('up', {
      ...RANGE,
      step: 15,
    });
    const points = data.flatMap(series => series.points);
    return say(
      data.length,
      `${data.length} series, ${points.length} points, ${
        points.filter(([, value]) => value === null).length
      } of them no number`,
      notes,
    );
  }
  if (pathname.endsWith('/labels')) {
    const labels = await client.labels('up', RANGE);
    return say(labels.length, `${labels.length} labels`);
  }
  if (pathname.endsWith('/values')) {
    const values = await client.labelValues('service', 'up', RANGE);
    return say(values.length, `${values.length} values`);
  }
  if (pathname.endsWith('/query_exemplars')) {
    const series = await client.exemplars('up', RANGE);
    const count = series.flatMap(({ exemplars }) => exemplars).length;
    return say(count, `${count} exemplars`);
  }
  if (pathname.endsWith('/alerts')) {
    const alerts = await client.alerts();
    return say(
      alerts.length,
      alerts
        .map(({ labels, state }) => `${labels.alertname} ${state}`)
        .join(', '),
    );
  }
  const { data, notes } = await client.query('up', 60);
  const values = data.map(({ value }) => value);
  const known = values.flatMap(value => value ?? []);
  return say(
    data.length,
    `${data.length} values, ${
      values.length - known.length
    } of them no number, sum ${Number(
      known.reduce((sum, value) => sum + value, 0).toPrecision(6),
    )}`,
    notes,
  );
}

function say(count: number, text: string, notes: string[] = []) {
  const noted = notes.length > 0 ? ` (${notes.join('; ')})` : '';
  return count === 0 ? `empty${noted}` : `ok: ${text}${noted}`;
}

describe('every recorded answer of Prometheus', () => {
  const outcomes = recordedOutcomes(
    path.join(__dirname, '__fixtures__/recordings'),
    'Prometheus',
    (upstream, recording) => ask(new PrometheusClient(upstream), recording),
  );
  beforeAll(() => outcomes.start());
  afterAll(() => outcomes.close());

  it('has its outcome in the table', () => {
    expect(Object.keys(OUTCOMES).sort()).toEqual(
      [...outcomes.recordings.keys()].sort(),
    );
  });

  it.each(Object.entries(OUTCOMES))('%s → %s', async (name, outcome) => {
    expect(await outcomes.of(name)).toBe(outcome);
  });
});

describe('the faces of one timeout', () => {
  const seen = z
    .array(
      z.object({ server: z.string(), status: z.number(), body: z.unknown() }),
    )
    .parse(
      JSON.parse(
        readFileSync(
          path.join(__dirname, '__fixtures__/timeouts-seen.json'),
          'utf8',
        ),
      ),
    );

  it.each(seen)('$server, $status', async ({ status, body }) => {
    const replay = await startReplay(() => ({
      status,
      body: JSON.stringify(body),
    }));
    const upstream = upstreamFor('Prometheus', replay.url);
    await expect(
      new PrometheusClient(upstream).query('up', 0),
    ).rejects.toMatchObject({ kind: 'timeout' });
    await upstream.close();
    await replay.close();
  });
});
