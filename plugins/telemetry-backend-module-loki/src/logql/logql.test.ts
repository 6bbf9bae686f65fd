import { everyService, literal, quote, selector, traceStages } from './logql';

it('quotes as LogQL reads it', () => {
  expect(quote('a\\b"c\nd\re\tf')).toBe('"a\\\\b\\"c\\nd\\re\\tf"');
});

it('takes away what a regular expression means by a text', () => {
  const text = '\\^$.*+?()[]{}|-a';
  expect(new RegExp(`^${literal(text)}$`).test(text)).toBe(true);
  expect(literal('a.b')).toBe('a\\.b');
});

it.each([
  [['a'], '{app="a"}'],
  [['a.b'], '{app="a.b"}'],
  [['a.b', 'c'], '{app=~"a\\\\.b|c"}'],
  [[], '{app="\u2205"}'],
])('selects the streams of %j', (services, selected) => {
  expect(selector('app', services)).toBe(selected);
});

it('selects every stream', () => {
  expect(everyService('app')).toBe('{app=~".+"}');
});

it('finds a trace whether its id has its leading zeros or not', () => {
  expect(traceStages('000a0b')).toEqual([
    '| trace_id=~"0*a0b" or traceID=~"0*a0b" or traceId=~"0*a0b" or traceid=~"0*a0b"',
    '|= "a0b"',
  ]);
});
