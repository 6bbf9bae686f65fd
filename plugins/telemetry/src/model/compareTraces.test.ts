import { encodeTrace, SourceSpan } from '@sextant/plugin-telemetry-common';
import { compareTraces, differenceOf } from './compareTraces';

const MS = 1_000_000n;

const span = (
  spanId: string,
  parentSpanId: string | undefined,
  name: string,
  [from, to]: readonly [number, number],
  failed = false,
): SourceSpan => ({
  spanId: spanId.padStart(16, '0'),
  parentSpanId: parentSpanId?.padStart(16, '0'),
  name,
  kind: 2,
  startUnixNano: BigInt(from) * MS,
  endUnixNano: BigInt(to) * MS,
  status: failed ? 2 : 0,
  resource: { service: name.split(' ')[0], attributes: {} },
  attributes: {},
  events: [],
  links: [],
});
const trace = (spans: SourceSpan[]) =>
  encodeTrace({ traceId: 'a'.repeat(32), spans });

describe('two traces', () => {
  it('are set beside each other by what each operation did itself', () => {
    const slow = trace([
      span('1', undefined, 'bff GET', [0, 2_000]),
      // They overlap: what both cover is not the caller's.
      span('2', '1', 'orders POST', [100, 1_500], true),
      span('3', '1', 'pricing GET', [1_000, 1_800]),
    ]);
    const normal = trace([
      span('1', undefined, 'bff GET', [0, 400]),
      span('2', '1', 'orders POST', [100, 200]),
      span('4', '1', 'cart GET', [200, 250]),
    ]);
    const rows = compareTraces(slow, normal);
    expect(
      rows.map(row => [
        row.operation,
        row.spans,
        row.failed,
        row.selfNano.map(nano => nano && nano / 1e6),
        differenceOf(row) / 1e6,
      ]),
    ).toEqual([
      ['orders POST', [1, 1], [1, 0], [1_400, 100], 1_300],
      ['pricing GET', [1, 0], [0, 0], [800, undefined], 800],
      ['bff GET', [1, 1], [0, 0], [300, 250], 50],
      ['cart GET', [0, 1], [0, 0], [undefined, 50], -50],
    ]);
  });

  it('have nothing between them where they are one', () => {
    const same = trace([span('1', undefined, 'bff GET', [0, 10])]);
    expect(compareTraces(same, same).map(differenceOf)).toEqual([0]);
  });
});
