import { EdgeRow } from '@sextant/plugin-telemetry-node';
import * as fc from 'fast-check';
import { callTable, SeenCall } from './callTable';

const PRICING = {
  service: 'pricing',
  environment: 'production',
  version: '1.4.2',
};
const ALL = new Set(['pricing', 'search', 'orders', 'tax']);

const call = (
  from: string | undefined,
  requests: number,
  more: Partial<EdgeRow> = {},
): SeenCall => ({
  row: {
    from: from === undefined ? undefined : { ...PRICING, service: from },
    to: PRICING,
    kind: 'call',
    operation: 'GET /v1/quotes',
    requests,
    failed: 0,
    ...more,
  },
  seconds: 60,
  isWhole: true,
});
const noNames = () => ({});

describe('both ends of calls', () => {
  it('adds callers and those that are not known up to all requests', () => {
    const { calls } = callTable(
      [
        call('search', 60, { failed: 6, lastSeenMs: 60_000 }),
        call('orders', 30),
        call(undefined, 10),
      ],
      'pricing',
      ALL,
      service =>
        service === 'search'
          ? {
              entityRef: 'component:default/search',
              owner: 'group:default/find',
            }
          : {},
    );
    expect(calls).toEqual([
      {
        version: '1.4.2',
        environment: 'production',
        operation: 'GET /v1/quotes',
        requests: 100,
        attributed: 90,
        unattributed: 10,
        callers: [
          {
            service: 'search',
            version: '1.4.2',
            environment: 'production',
            entityRef: 'component:default/search',
            owner: 'group:default/find',
            kind: 'call',
            requests: 60,
            rate: 1,
            errorRatio: 0.1,
            lastSeen: '1970-01-01T00:01:00.000Z',
          },
          expect.objectContaining({ service: 'orders', lastSeen: null }),
        ],
      },
    ]);
  });

  it('counts a caller that may not be named as one that is not known', () => {
    const { calls, callees } = callTable(
      [
        call('secret', 60),
        call('search', 40),
        {
          ...call('pricing', 5),
          row: {
            ...call('pricing', 5).row,
            to: { ...PRICING, service: 'secret' },
          },
        },
      ],
      'pricing',
      ALL,
      noNames,
    );
    expect(calls[0]).toMatchObject({ attributed: 40, unattributed: 60 });
    expect(JSON.stringify([calls, callees])).not.toContain('secret');
  });

  it('does not know the rest where a source counts calls between services only', () => {
    const { calls } = callTable(
      [
        {
          ...call('search', 60, { operation: undefined, failed: undefined }),
          isWhole: false,
        },
      ],
      'pricing',
      ALL,
      noNames,
    );
    expect(calls[0]).toMatchObject({
      operation: null,
      requests: null,
      attributed: 60,
      unattributed: null,
      callers: [{ errorRatio: null }],
    });
  });

  it('does not count messages among requests', () => {
    const { calls } = callTable(
      [call('orders', 7, { kind: 'event' }), call('search', 3)],
      'pricing',
      ALL,
      noNames,
    );
    expect(calls[0]).toMatchObject({ requests: 3, attributed: 3 });
    expect(calls[0].callers.map(({ kind }) => kind)).toEqual(['event', 'call']);
  });

  it('shows whom it calls, by its own version', () => {
    const { callees } = callTable(
      [
        {
          ...call('pricing', 12),
          row: {
            ...call('pricing', 12).row,
            to: { ...PRICING, service: 'tax', version: '3.1.0' },
          },
        },
      ],
      'pricing',
      ALL,
      noNames,
    );
    expect(callees).toMatchObject([
      { service: 'tax', version: '3.1.0', callerVersion: '1.4.2', rate: 0.2 },
    ]);
  });

  it('loses no request, whoever made it and whoever may be named', () => {
    const some = fc.record({
      from: fc.option(fc.constantFrom('search', 'orders', 'secret'), {
        nil: undefined,
      }),
      requests: fc.integer({ min: 1, max: 100 }),
      operation: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), parts => {
        const { calls } = callTable(
          parts.map(({ from, requests, operation }) =>
            call(from, requests, { operation }),
          ),
          'pricing',
          ALL,
          noNames,
        );
        const sum = (of: 'requests' | 'attributed' | 'unattributed') =>
          calls.reduce((total, row) => total + (row[of] ?? NaN), 0);
        const all = parts.reduce((total, { requests }) => total + requests, 0);
        expect(sum('requests')).toBe(all);
        expect(sum('attributed') + sum('unattributed')).toBe(all);
      }),
    );
  });
});
