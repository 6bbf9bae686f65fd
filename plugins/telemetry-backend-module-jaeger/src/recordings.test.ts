import { encodeTrace } from '@sextant/plugin-telemetry-common';
import { UpstreamError } from '@sextant/plugin-telemetry-node';
import {
  readRecordings,
  Recording,
  Replay,
  startReplay,
  upstreamFor,
} from '@sextant/plugin-telemetry-node/testUtils';
import path from 'node:path';
import { OUTCOMES } from './__fixtures__/outcomes';
import { JaegerClient } from './client/JaegerClient';

const recordings = readRecordings(
  path.join(__dirname, '__fixtures__/recordings'),
);
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
  let replay: Replay;
  let recording: Recording;

  beforeAll(async () => {
    replay = await startReplay(() => ({
      status: recording.status,
      body: recording.body,
      contentType: recording.contentType,
    }));
  });
  afterAll(() => replay.close());

  async function outcomeOf(name: string) {
    const found = recordings.get(name);
    if (!found) {
      throw new Error(`no recording ${name}`);
    }
    recording = found;
    const upstream = upstreamFor('Jaeger', replay.url);
    try {
      const dialect = / \/api\/v3\//.test(recording.request) ? 'v3' : 'v1';
      return await ask(new JaegerClient(upstream, dialect), recording);
    } catch (error) {
      if (error instanceof UpstreamError) {
        return `${error.kind}: ${error.reason.replace(
          / \(failing since .*/,
          '',
        )}`;
      }
      throw error;
    } finally {
      await upstream.close();
    }
  }

  it('has its outcome in the table', () => {
    expect(Object.keys(OUTCOMES).sort()).toEqual([...recordings.keys()].sort());
  });

  it.each(Object.entries(OUTCOMES))('%s → %s', async (name, outcome) => {
    expect(await outcomeOf(name)).toBe(outcome);
  });
});
