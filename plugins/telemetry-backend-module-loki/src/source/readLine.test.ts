import { readLine } from './readLine';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

const read = (
  line: string,
  stream: Record<string, string> = {},
  metadata: Record<string, string> = {},
) =>
  readLine(
    { timeUnixNano: '1795254000000000001', line, stream, metadata },
    'app',
  );

it('says a plain line as it is', () => {
  const { row, isJson } = read('it works', { app: 'orders', pod: 'a' });
  expect(isJson).toBe(false);
  expect(row).toMatchObject({
    timeUnixNano: 1795254000000000001n,
    service: 'orders',
    body: 'it works',
    cut: 0,
    level: 'unknown',
    attributes: { pod: 'a' },
  });
  expect(row.traceId).toBeUndefined();
  expect(row.spanId).toBeUndefined();
  expect(read('x').row.service).toBe('unknown_service');
});

it.each([
  ['msg', '{"msg":"said","level":"warn"}', 'said'],
  ['message', '{"message":"said"}', 'said'],
  ['the first of several', '{"event":"b","body":"a"}', 'a'],
  ['an object as text', '{"msg":{"a":1}}', '{"a":1}'],
  ['a number', '{"msg":5}', '5'],
  ['no field that says it', '{"other":1}', '{"other":1}'],
  ['half an object', '{"msg":"said"', '{"msg":"said"'],
  ['a list', '["said"]', '["said"]'],
])('reads of JSON with %s what it says', (_what, line, body) => {
  expect(read(line).row.body).toBe(body);
});

it('reads no JSON that is larger than any line should be', () => {
  const line = (length: number) =>
    `{"msg":"${'x'.repeat(length - '{"msg":""}'.length)}"}`;
  expect(read(line(262_144)).isJson).toBe(true);
  expect(read(line(262_145)).isJson).toBe(false);
  expect(read(line(100_000)).row.cut).toBe(100_000 - 10 - 65_536);
});

it('finds the trace in metadata, labels or the line, in that order', () => {
  expect(read('x', {}, { trace_id: TRACE, span_id: SPAN }).row).toMatchObject({
    traceId: TRACE,
    spanId: SPAN,
  });
  expect(
    read('x', { traceID: 'b'.repeat(32) }, { traceid: TRACE }).row.traceId,
  ).toBe(TRACE);
  expect(read(`{"traceId":"${TRACE}","spanID":"${SPAN}"}`).row).toMatchObject({
    traceId: TRACE,
    spanId: SPAN,
  });
  expect(read('{"trace_id":"none"}').row.traceId).toBeUndefined();
});

it('shows beside a line what it does not show otherwise', () => {
  const line = JSON.stringify({
    msg: 'said',
    message: 'not shown',
    level: 'info',
    time: 'now',
    timestamp: 1,
    trace_id: TRACE,
    order: 7,
    paid: true,
    note: 'text',
    list: [1],
    nothing: null,
    __error__: 'hidden',
    json_version_0: 'hidden',
  });
  const { row } = read(
    line,
    { app: 'orders', pod: 'a', __path__: 'hidden' },
    {
      detected_level: 'info',
      severity_text: 'INFO',
      flags: '1',
      thread: 'main',
    },
  );
  expect(row.attributes).toEqual({
    order: 7,
    paid: true,
    note: 'text',
    list: '[1]',
    nothing: 'null',
    pod: 'a',
    thread: 'main',
  });
  // Of a line that is none of JSON, those are its labels like any other.
  expect(read('x', { app: 'o', time: 't', msg: 'm' }).row.attributes).toEqual({
    time: 't',
    msg: 'm',
  });
});

it('keeps a bound of what is shown beside a line', () => {
  const many = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [`k${at}`, at]),
  );
  expect(Object.keys(read(JSON.stringify(many)).row.attributes)).toHaveLength(
    64,
  );
});

it('gives lines ids by what they are, and not by what a query extracted of them', () => {
  const idOf = (...of: Parameters<typeof read>) => read(...of).row.id;
  const id = idOf('x', { a: '1', b: '2' }, { c: '3', d: '4' });
  expect(idOf('x', { b: '2', a: '1' }, { d: '4', c: '3' })).toBe(id);
  expect(
    idOf('x', { a: '1', b: '2' }, { c: '3', d: '4', json_level_0: 'info' }),
  ).toBe(id);
  expect(idOf('y', { a: '1', b: '2' }, { c: '3', d: '4' })).not.toBe(id);
  expect(idOf('x', { a: '1', b: '3' }, { c: '3', d: '4' })).not.toBe(id);
  expect(idOf('x', { a: '1', b: '2' }, { c: '3', d: '5' })).not.toBe(id);
});
