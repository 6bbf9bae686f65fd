import {
  encodeTrace,
  LogLine,
  SourceSpan,
} from '@sextant/plugin-telemetry-common';
import { searchTrace } from './searchTrace';
import { traceModel } from './traceModel';
import { logAnchors, logOfRow, waterfallRows } from './waterfallRows';

const T0 = 1_700_000_000_000_000_000n;

function span(
  spanId: string,
  parentSpanId: string | undefined,
  start: number,
  duration: number,
  more: Partial<SourceSpan> = {},
): SourceSpan {
  return {
    spanId,
    parentSpanId,
    name: `op ${spanId}`,
    kind: 2,
    startUnixNano: T0 + BigInt(start),
    endUnixNano: T0 + BigInt(start + duration),
    status: 0,
    resource: { service: 'web-bff', version: '5.2.1', attributes: {} },
    attributes: {},
    events: [],
    links: [],
    ...more,
  };
}

const inventory = {
  service: 'inventory',
  version: '2.3.0',
  attributes: { 'host.name': 'node-7' },
};

const model = traceModel(
  encodeTrace({
    traceId: 't',
    spans: [
      span('a', undefined, 0, 100),
      span('b', 'a', 10, 40, {
        resource: inventory,
        status: 2,
        statusMessage: 'lock timeout',
      }),
      span('c', 'b', 12, 30, {
        resource: inventory,
        attributes: { 'db.query.text': 'SELECT stock' },
      }),
      span('d', 'a', 60, 20),
    ],
  }),
);

function line(time: number, spanId?: string): LogLine {
  return {
    id: String(time),
    timeUnixNano: String(T0 + BigInt(time)),
    level: 'info',
    body: 'hello',
    service: 'inventory',
    version: '2.3.0',
    environment: 'production',
    traceId: 't',
    spanId,
    attributes: {},
  };
}

const shown = (rows: readonly number[]) =>
  rows.map(row => {
    const log = logOfRow(row);
    return log === undefined ? model.trace.spans.id[row] : `log${log}`;
  });

describe('traceModel', () => {
  it('knows where subtrees end and what each service contributed', () => {
    expect([...model.subtreeEnd]).toEqual([4, 3, 3, 4]);
    expect(model.errors).toBe(1);
    expect(
      model.services.map(s => [s.service, s.spans, s.errors, s.criticalNano]),
    ).toEqual([
      ['web-bff', 2, 0, 60],
      ['inventory', 2, 1, 40],
    ]);
  });
});

describe('waterfallRows', () => {
  it('puts log lines behind what had begun by then, inside the span that wrote them', () => {
    const anchors = logAnchors(model, [
      line(11, 'b'),
      line(20, 'b'),
      line(48, 'b'),
      line(90),
    ]);
    expect(shown(waterfallRows(model, new Set(), anchors))).toEqual([
      'a',
      'b',
      'log0',
      'c',
      'log1',
      'log2',
      'd',
      'log3',
    ]);
  });

  it('keeps the log lines of what is folded in view', () => {
    const anchors = logAnchors(model, [line(20, 'c')]);
    expect(shown(waterfallRows(model, new Set([1]), anchors))).toEqual([
      'a',
      'b',
      'log0',
      'd',
    ]);
  });
});

describe('searchTrace', () => {
  it.each([
    ['op d', ['d']],
    ['INVENTORY', ['b', 'c']],
    ['2.3.0', ['b', 'c']],
    ['node-7', ['b', 'c']],
    ['lock', ['b']],
    ['select stock', ['c']],
    ['nothing like it', []],
    ['  ', []],
  ])('finds %j in %j', (text, spans) => {
    expect(
      searchTrace(model.trace, text).map(index => model.trace.spans.id[index]),
    ).toEqual(spans);
  });
});
