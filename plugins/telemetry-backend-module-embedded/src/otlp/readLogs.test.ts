import { Rejections, TimeWindow } from '@sextant/plugin-telemetry-node/otlp';
import { readLogs } from './readLogs';

const NOW_MS = 1_795_254_000_000;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

const text = (stringValue: string) => ({ stringValue });

function read(record: object) {
  const [resource] = readLogs(
    { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] },
    new Rejections(),
    new TimeWindow(NOW_MS, 86_400_000),
    BigInt(NOW_MS) * 1_000_000n,
    10,
  );
  return resource.logs[0];
}

it.each<[object, string]>([
  [{ severityNumber: 17 }, 'error'],
  [{ severityNumber: 9, severityText: 'ERROR' }, 'info'],
  [{ severityNumber: 0, severityText: 'ERROR' }, 'error'],
  [{ severityNumber: 25, severityText: 'ERROR' }, 'error'],
  [{ severityText: 'whatever' }, 'unknown'],
  [{ attributes: [{ key: 'level', value: text('warning') }] }, 'warn'],
  [{ body: text('{"level":"fatal","msg":"no"}') }, 'fatal'],
  [
    {
      severityText: 'debug',
      attributes: [{ key: 'level', value: text('error') }],
    },
    'debug',
  ],
  [{ body: text('{"level":"error"') }, 'unknown'],
])('reads the level of %j as %s', (record, level) => {
  expect(read(record).level).toBe(level);
});

it.each<[object, string, string]>([
  [{ traceId: TRACE, spanId: SPAN }, TRACE, SPAN],
  [
    { attributes: [{ key: 'trace_id', value: text(TRACE.toUpperCase()) }] },
    TRACE,
    '',
  ],
  [{ body: text(`{"traceId":"${TRACE}","spanId":"${SPAN}"}`) }, TRACE, SPAN],
  [
    {
      attributes: [
        { key: 'TraceId', value: text('0af76519-16cd-43dd-8448-eb211c80319c') },
      ],
    },
    TRACE,
    '',
  ],
  [
    {
      attributes: [{ key: 'dd.trace_id', value: text('1234567890123456789') }],
    },
    '',
    '',
  ],
  [
    { attributes: [{ key: 'trace_id', value: { intValue: 12345678 } }] },
    '',
    '',
  ],
  [
    {
      traceId: TRACE,
      attributes: [{ key: 'trace_id', value: text('b'.repeat(32)) }],
    },
    TRACE,
    '',
  ],
])('reads the ids of %j as %s and %s', (record, traceId, spanId) => {
  expect(read(record)).toMatchObject({ traceId, spanId });
});

it.each<[object, bigint]>([
  [{ timeUnixNano: '1795253999000000001' }, 1795253999000000001n],
  [
    { timeUnixNano: '0', observedTimeUnixNano: '1795253999000000002' },
    1795253999000000002n,
  ],
  [{}, 1795254000000000000n],
])('takes the time of %j', (record, time) => {
  expect(read(record).timeUnixNano).toBe(time);
});

it('says how much it cut off a body', () => {
  const log = read({ body: text('x'.repeat(40_000)) });
  expect(log.cut + log.body.length).toBe(40_000);
  expect(log.cut).toBeGreaterThan(0);
  expect(read({ body: text('short') }).cut).toBe(0);
});
