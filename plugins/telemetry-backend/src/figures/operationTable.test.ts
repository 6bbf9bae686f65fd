import { CountRow } from '@sextant/plugin-telemetry-node';
import * as fc from 'fast-check';
import { operationTable } from './operationTable';

const BOUNDS = [0.1, 0.2, 0.4];

/** Requests of one operation of one version; `slow` of them took 0.2 to 0.4 s, the others up to 0.1 s. */
function counted(
  operation: string,
  version: string,
  { requests, failed = 0, slow = 0 }: Record<string, number>,
) {
  const row: CountRow = {
    service: 'inventory',
    environment: 'production',
    version,
    operation,
    fromMs: 0,
    seconds: 60,
    requests,
    failed,
    durations: {
      bounds: BOUNDS,
      counts: [requests - slow, 0, slow, 0],
      spread: 'even',
    },
  };
  return { row, version, rateSeconds: 60 };
}

describe('operations by version', () => {
  it('puts what changed against the version before first, then what takes the time', () => {
    const table = operationTable([
      counted('GET /stock', '2.2.0', { requests: 1000 }),
      counted('GET /stock', '2.3.0', { requests: 200 }),
      counted('POST /reserve', '2.2.0', { requests: 300, failed: 3 }),
      counted('POST /reserve', '2.3.0', { requests: 60, failed: 30 }),
    ]);
    expect(
      table.map(({ operation, version }) => `${operation} ${version}`),
    ).toEqual([
      'POST /reserve 2.3.0',
      'GET /stock 2.2.0',
      'POST /reserve 2.2.0',
      'GET /stock 2.3.0',
    ]);
    const [worst, busiest] = table;
    expect(worst).toMatchObject({
      requests: 60,
      rate: 1,
      errorRatio: 0.5,
      change: { version: '2.2.0', requests: 300, errorRatio: 0.01 },
    });
    expect(worst.change?.sigmas).toBeGreaterThan(8);
    expect(busiest.change).toBeUndefined();
    // 1,000 of 1,560 requests, all of one duration.
    expect(busiest.timeShare).toBeCloseTo(1000 / 1560);
  });

  it('tells slower from faster', () => {
    const change = (before: number, now: number) =>
      operationTable([
        counted('GET /stock', '2.2.0', { requests: 400, slow: before }),
        counted('GET /stock', '2.3.0', { requests: 400, slow: now }),
      ]).find(({ version }) => version === '2.3.0')?.change?.sigmas ?? NaN;
    expect(change(0, 200)).toBeGreaterThan(4);
    expect(change(200, 0)).toBeLessThan(-4);
    expect(Math.abs(change(100, 104))).toBeLessThan(2);
  });

  it('says nothing of a change where one side has few requests, and names a new operation', () => {
    const table = operationTable([
      counted('GET /stock', '2.2.0', { requests: 19 }),
      counted('GET /stock', '2.3.0', { requests: 500, failed: 500 }),
      counted('GET /new', '2.3.0', { requests: 500 }),
    ]);
    const of = (operation: string) =>
      table.find(row => row.operation === operation && row.version === '2.3.0')
        ?.change;
    expect(of('GET /stock')).toMatchObject({ requests: 19, sigmas: null });
    expect(of('GET /new')).toMatchObject({
      requests: 0,
      errorRatio: null,
      sigmas: null,
    });
  });

  it('is no surer of a sample for what it stands for', () => {
    const of = (requests: number, failed: number, version: string) => {
      const part = counted('GET /stock', version, { requests, failed });
      return { ...part, row: { ...part.row, samples: requests / 10 } };
    };
    const table = operationTable([
      of(1_000, 100, '2.2.0'),
      of(1_000, 160, '2.3.0'),
    ]);
    const sigmas = table.find(({ change }) => change)?.change?.sigmas;
    expect(sigmas).toBeGreaterThan(1);
    expect(sigmas).toBeLessThan(1.5);
  });

  it('compares on a line of versions, not across', () => {
    const table = operationTable([
      counted('GET /quotes', '1.4.2', { requests: 100 }),
      counted('GET /quotes', '2.0.0', { requests: 100, failed: 50 }),
    ]);
    expect(table.every(({ change }) => change === undefined)).toBe(true);
  });

  it('shares all of the time, whatever was counted', () => {
    const some = fc.record({
      operation: fc.constantFrom('a', 'b', 'c'),
      version: fc.constantFrom('1.0.0', '1.1.0', '2.0.0'),
      requests: fc.integer({ min: 1, max: 500 }),
      slowPart: fc.double({ min: 0, max: 1, noNaN: true }),
      failedPart: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 12 }), parts => {
        const table = operationTable(
          parts.map(({ operation, version, requests, ...part }) =>
            counted(operation, version, {
              requests,
              slow: Math.floor(requests * part.slowPart),
              failed: Math.floor(requests * part.failedPart),
            }),
          ),
        );
        const shares = table.map(({ timeShare }) => timeShare ?? NaN);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
        expect(table.reduce((sum, { requests }) => sum + requests, 0)).toBe(
          parts.reduce((sum, { requests }) => sum + requests, 0),
        );
        for (const { change } of table) {
          expect(change?.sigmas).not.toBeNaN();
        }
      }),
    );
  });
});
