import { RequestQuestion, RequestRow } from '@sextant/plugin-telemetry-node';
import {
  Replay,
  startReplay,
  upstreamFor,
} from '@sextant/plugin-telemetry-node/testUtils';
import fc from 'fast-check';
import { jaegerStandIn, KeptSpan } from '../__testUtils__/jaegerStandIn';
import {
  expected,
  filter,
  fleet,
  RANGE,
  T0,
} from '../__testUtils__/meantSpans';
import { JaegerClient } from '../client/JaegerClient';
import { JaegerTraceSource } from './JaegerTraceSource';
import { JAEGER, VICTORIA_TRACES } from './SearchHabits';

// Properties take their time on a busy machine.
jest.setTimeout(120_000);

const asking = () => ({
  signal: new AbortController().signal,
  untilMs: Date.now() + 60_000,
});

const idsOf = (rows: ReadonlyArray<{ traceId: string; spanId: string }>) =>
  rows.map(({ traceId, spanId }) => `${traceId}/${spanId}`).sort();

describe('requests of Jaeger', () => {
  let server: Replay;
  beforeAll(async () => {
    server = await startReplay(jaegerStandIn([]));
  });
  afterAll(() => server.close());

  const sourceOver = (
    spans: readonly KeptSpan[],
    maxTraces = 5,
    habits = JAEGER,
  ) => {
    server.answerWith(jaegerStandIn(spans, habits));
    return new JaegerTraceSource(
      new JaegerClient(upstreamFor('Jaeger', server.url)),
      { id: 'Jaeger test', refreshMs: 1, dialect: 'auto', habits, maxTraces },
    );
  };

  async function everyPage(
    source: JaegerTraceSource,
    question: Omit<RequestQuestion, 'limit' | 'order'>,
    limit: number,
  ): Promise<RequestRow[]> {
    const rows: RequestRow[] = [];
    let after: string | undefined;
    for (let page = 0; page < 200; page += 1) {
      const found = await source.requests(
        { ...question, order: 'newest', limit, after },
        asking(),
      );
      rows.push(...found.rows);
      after = found.next;
      if (after === undefined) {
        return rows;
      }
    }
    throw new Error('the pages do not end');
  }

  it('brings in pages what is asked for, once and newest first, whatever the server’s order and limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fleet,
        filter,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 2, max: 30 }),
        fc.constantFrom(JAEGER, VICTORIA_TRACES),
        async (spans, wanted, limit, maxTraces, habits) => {
          const question = { services: ['pricing'], range: RANGE, ...wanted };
          const rows = await everyPage(
            sourceOver(spans, maxTraces, habits),
            question,
            limit,
          );
          expect(idsOf(rows)).toEqual(idsOf(expected(spans, question)));
          const starts = rows.map(({ startUs }) => startUs);
          expect(starts).toEqual([...starts].sort((a, b) => b - a));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('asks little where nothing is found, however much is filtered', async () => {
    await fc.assert(
      fc.asyncProperty(
        filter,
        fc.constantFrom('newest' as const, 'slowest' as const),
        async (wanted, order) => {
          const source = sourceOver([], 20);
          const question = { range: RANGE, ...wanted, order, limit: 20 };
          await source.requests(
            { ...question, services: ['first look'] },
            asking(),
          );
          const before = server.requests.length;
          const { rows } = await source.requests(
            { ...question, services: ['pricing'] },
            asking(),
          );
          expect(rows).toEqual([]);
          expect(server.requests.length - before).toBeLessThanOrEqual(12);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('brings the slowest, and says so where it may have missed some', async () => {
    await fc.assert(
      fc.asyncProperty(
        fleet,
        filter,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 3, max: 30 }),
        async (spans, wanted, limit, maxTraces) => {
          const question = { services: ['pricing'], range: RANGE, ...wanted };
          const { rows, completeTo = RANGE.fromMs } = await sourceOver(
            spans,
            maxTraces,
          ).requests({ ...question, order: 'slowest', limit }, asking());
          const slowest = (from: number) =>
            expected(spans, question)
              .filter(({ startUs }) => startUs >= from * 1000)
              .map(({ durationUs }) => durationUs)
              .sort((a, b) => b - a)
              .slice(0, limit);
          const durations = rows.map(({ durationUs }) => durationUs);
          expect(durations).toEqual([...durations].sort((a, b) => b - a));
          // As slow as the slowest of what it says it has looked at, and mostly that is everything.
          slowest(completeTo).forEach((duration, at) =>
            expect(durations[at]).toBeGreaterThanOrEqual(duration),
          );
          expect(completeTo === RANGE.fromMs ? durations : []).toEqual(
            completeTo === RANGE.fromMs ? slowest(RANGE.fromMs) : [],
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds a trace by attributes on another span, and names the services that have them', async () => {
    const own: KeptSpan = {
      traceId: '1'.padStart(32, '0'),
      spanId: '1'.padStart(16, '0'),
      service: 'pricing',
      version: '1.0.0',
      operation: 'GET /a',
      kind: 'server',
      startUs: T0 * 1000,
      durationUs: 1000,
    };
    const source = sourceOver([
      own,
      {
        ...own,
        spanId: '2'.padStart(16, '0'),
        parentSpanId: own.spanId,
        kind: 'client',
        operation: 'SELECT prices',
        tags: { 'db.system.name': 'postgresql' },
      },
      { ...own, traceId: '3'.padStart(32, '0'), spanId: '3'.padStart(16, '0') },
    ]);
    const { rows } = await source.requests(
      {
        services: ['pricing'],
        range: RANGE,
        order: 'newest',
        limit: 10,
        attributes: [{ key: 'db.system.name', value: 'postgresql' }],
        operation: 'GET /a',
      },
      asking(),
    );
    expect(idsOf(rows)).toEqual(idsOf([own]));
    expect(rows[0].attributesOn).toEqual(['pricing']);
  });

  it('finds requests by an attribute on a later span of their trace, on whichever page they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fleet,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 2, max: 30 }),
        async (spans, limit, maxTraces) => {
          const calls = spans
            .filter(({ service }) => service === 'pricing')
            .map(
              (own, at): KeptSpan => ({
                ...own,
                spanId: (at + 5000).toString(16).padStart(16, '0'),
                parentSpanId: own.spanId,
                kind: 'client',
                operation: 'SELECT prices',
                // Seconds into its request, or behind the end of the range.
                startUs: own.startUs + (at % 40) * 1e6,
                tags: { 'db.shard': String(at % 3) },
              }),
            );
          const question = {
            services: ['pricing'],
            range: RANGE,
            attributes: [{ key: 'db.shard', value: '1' }],
          };
          const rows = await everyPage(
            sourceOver([...spans, ...calls], maxTraces),
            question,
            limit,
          );
          const meant = new Set(
            calls
              .filter(({ tags }) => tags?.['db.shard'] === '1')
              .map(({ traceId }) => traceId),
          );
          expect(idsOf(rows)).toEqual(
            idsOf(
              expected(spans, question).filter(({ traceId }) =>
                meant.has(traceId),
              ),
            ),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('finds requests by an attribute on another service’s span, and searches all services one by one where it must', async () => {
    await fc.assert(
      fc.asyncProperty(
        fleet,
        fc.integer({ min: 2, max: 30 }),
        async (spans, limit) => {
          const source = sourceOver(
            spans.map(
              (span): KeptSpan => ({
                ...span,
                tags: span.service === 'checkout' ? { tier: 'gold' } : {},
              }),
            ),
            limit,
          );
          const ofGold = await everyPage(
            source,
            {
              services: ['pricing'],
              range: RANGE,
              attributes: [{ key: 'tier', value: 'gold' }],
            },
            7,
          );
          expect(idsOf(ofGold)).toEqual(
            idsOf(
              spans.filter(
                ({ service, parentSpanId }) =>
                  service === 'pricing' && parentSpanId,
              ),
            ),
          );
          const everywhere = await everyPage(source, { range: RANGE }, 7);
          expect(everywhere.map(({ traceId }) => traceId).sort()).toEqual(
            [...new Set(spans.map(({ traceId }) => traceId))]
              .filter(id =>
                spans.some(
                  ({ traceId, startUs }) =>
                    traceId === id && startUs >= RANGE.fromMs * 1000,
                ),
              )
              .sort(),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('finds failed requests that are not marked as errors beside some that are', async () => {
    const failing: KeptSpan[] = [500, 200, 503].map((httpStatus, at) => ({
      traceId: `${at + 1}`.padStart(32, '0'),
      spanId: `${at + 1}`.padStart(16, '0'),
      service: 'pricing',
      operation: 'GET /a',
      kind: 'server',
      startUs: T0 * 1000 + at,
      durationUs: 1000,
      httpStatus,
      error: httpStatus === 503,
    }));
    const { rows } = await sourceOver(failing).requests(
      {
        services: ['pricing'],
        range: RANGE,
        order: 'newest',
        limit: 10,
        status: 'error',
      },
      asking(),
    );
    expect(idsOf(rows)).toEqual(idsOf([failing[0], failing[2]]));
  });

  it('says no trace for one that is not there, and refuses a position that is none', async () => {
    const source = sourceOver([]);
    const { rows } = await source.trace('f'.repeat(32), undefined, asking());
    expect(rows).toEqual([]);
    await expect(
      source.requests(
        {
          services: ['pricing'],
          range: RANGE,
          order: 'newest',
          limit: 1,
          after: 'nonsense',
        },
        asking(),
      ),
    ).rejects.toThrow('cursor: found "nonsense", allowed');
  });
});
