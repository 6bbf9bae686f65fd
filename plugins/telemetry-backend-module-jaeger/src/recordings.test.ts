import { encodeTrace } from '@sextant/plugin-telemetry-common';
import {
  recordedOutcomes,
  Recording,
} from '@sextant/plugin-telemetry-node/testUtils';
import path from 'node:path';
import { OUTCOMES } from './__fixtures__/outcomes';
import { JaegerClient } from './client/JaegerClient';

const SEARCH = {
  service: 'checkout',
  attributes: {},
  range: { fromMs: 0, toMs: 1000 },
  limit: 10,
};
const ID = '0123456789abcdef0123456789abcdef';

/** Asks what the recording was the answer to; what nobody here asks is taken for a search's answer. */
async function ask(client: JaegerClient, { request }: Recording) {
  const [, target] = request.split(' ');
  const { pathname } = new URL(target, 'http://x');
  const one = /^\/api\/(v3\/)?traces\/./.exec(pathname);
  if (one) {
    const trace = one[1]
      ? await client.traceV3(
          decodeURIComponent(pathname.split('/').pop() ?? ''),
          undefined,
        )
      : await client.traceV1(ID);
    if (!trace) {
      return 'no such trace';
    }
    const { spans, orphans, duplicates, skewed } = encodeTrace(trace);
    return `trace ${trace.traceId}: ${spans.id.length} spans, ${orphans} orphans, ${duplicates} duplicates, ${skewed} skewed`;
  }
  if (pathname === '/api/dependencies') {
    const edges = await client.dependencies(SEARCH.range);
    return edges.length === 0
      ? 'empty'
      : `ok: ${edges.length} edges, ${edges.reduce(
          (sum, { callCount }) => sum + callCount,
          0,
        )} calls`;
  }
  if (pathname.endsWith('/services')) {
    const services = pathname.startsWith('/api/v3')
      ? await client.servicesV3()
      : await client.services();
    return services.length === 0 ? 'empty' : `ok: ${services.length} services`;
  }
  const traces = pathname.startsWith('/api/v3')
    ? await client.searchV3(SEARCH)
    : await client.searchV1(SEARCH);
  const spans = traces.reduce((sum, trace) => sum + trace.spans.length, 0);
  return traces.length === 0
    ? 'empty'
    : `ok: ${traces.length} traces, ${spans} spans`;
}

describe('every recorded answer of Jaeger', () => {
  const outcomes = recordedOutcomes(
    path.join(__dirname, '__fixtures__/recordings'),
    'Jaeger',
    (upstream, recording) =>
      ask(
        new JaegerClient(
          upstream,
          / \/api\/v3\//.test(recording.request) ? 'v3' : 'v1',
        ),
        recording,
      ),
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
