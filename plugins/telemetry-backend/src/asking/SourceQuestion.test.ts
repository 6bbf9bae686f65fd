import { SourceAnswer, TraceSource } from '@sextant/plugin-telemetry-node';
import { answered, onGrid, SourceQuestion } from './SourceQuestion';
import { UpstreamSource } from './Upstreams';

type Rows = SourceAnswer<string>;

const answerOf = (upstream: string): Rows => ({
  rows: [upstream],
  applied: new Set(),
  provenance: { source: upstream, warnings: [] },
});

/** Sources of which only the name matters: what they answer is the question's. */
const sourceNamed = (id: string): UpstreamSource<'traces'> => ({
  upstream: {
    id,
    refreshMs: 1_000,
    sources: {},
    diagnose: async signal => ({
      signal,
      source: id,
      state: 'good',
      found: '',
      looked: [],
      remedies: [],
    }),
    health: async () => ({ status: 'ok', notes: [] }),
  },
  source: {
    requests: jest.fn(),
    operations: jest.fn(),
    trace: jest.fn(),
    edges: jest.fn(),
  } satisfies TraceSource,
});

const askingUntil = (untilMs: number, leaving = new AbortController()) => ({
  signal: leaving.signal,
  untilMs,
});

describe('a question to several sources', () => {
  const questionBy = (ask: (upstream: string) => Promise<Rows>) => {
    const names = new Map<unknown, string>();
    const sources = ['quick', 'hanging'].map(sourceNamed);
    sources.forEach(({ source, upstream }) => names.set(source, upstream.id));
    return {
      sources,
      question: new SourceQuestion<'traces', { n: number }, Rows>({
        name: 'test',
        ask: source => ask(names.get(source) ?? ''),
      }),
    };
  };

  it('is answered at the reader’s deadline by those that answered, and names the others', async () => {
    const { question, sources } = questionBy(upstream =>
      upstream === 'quick'
        ? Promise.resolve(answerOf(upstream))
        : new Promise(() => {}),
    );
    const outcomes = await question.askAll(
      sources,
      () => ({ n: 1 }),
      askingUntil(Date.now() + 50),
    );
    const joined = answered(outcomes);
    expect(joined.data.map(({ rows }) => rows)).toEqual([['quick']]);
    expect(joined.missing).toEqual([
      expect.stringContaining('hanging: has not answered in the time'),
    ]);
  });

  it('fails with a reason when nobody answered in time, and not as an abort', async () => {
    const { question, sources } = questionBy(() => new Promise(() => {}));
    const outcomes = await question.askAll(
      sources,
      () => ({ n: 1 }),
      askingUntil(Date.now() + 20),
    );
    expect(() => answered(outcomes)).toThrow(
      expect.objectContaining({ name: 'ServiceUnavailableError' }),
    );
  });

  it('is given up only when its reader leaves', async () => {
    const leaving = new AbortController();
    const { question, sources } = questionBy(() => new Promise(() => {}));
    const asked = question.askAll(
      sources,
      () => ({ n: 1 }),
      askingUntil(Date.now() + 60_000, leaving),
    );
    leaving.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
  });

  it('is asked once for readers who want the same of what is not the same as nothing', async () => {
    const ask = jest.fn(async (upstream: string) => answerOf(upstream));
    const { sources } = questionBy(ask);
    const question = new SourceQuestion<
      'traces',
      { versions?: Array<string | undefined> },
      Rows
    >({ name: 'test', ask: () => ask('one') });
    const by = (versions?: Array<string | undefined>) =>
      question.askAll(
        sources.slice(0, 1),
        () => ({ versions }),
        askingUntil(Date.now() + 1_000),
      );
    await Promise.all([by(['1']), by(['1'])]);
    expect(ask).toHaveBeenCalledTimes(1);
    await Promise.all([by([undefined]), by(), by([])]);
    expect(ask).toHaveBeenCalledTimes(4);
  });
});

describe('onGrid', () => {
  const range = (fromMs: number, toMs: number) => ({ range: { fromMs, toMs } });

  it('widens a range that ends now to the source’s grid', () => {
    expect(onGrid(range(1_500, 10_200), 1_000, 10_300)).toEqual(
      range(1_000, 11_000),
    );
  });

  it('leaves an earlier range, a source without grid and a question without range as they are', () => {
    expect(onGrid(range(1_500, 5_200), 1_000, 10_300)).toEqual(
      range(1_500, 5_200),
    );
    expect(onGrid(range(1_500, 10_200), 0, 10_300)).toEqual(
      range(1_500, 10_200),
    );
    expect(onGrid({ id: 'a' }, 1_000, 10_300)).toEqual({ id: 'a' });
  });
});
