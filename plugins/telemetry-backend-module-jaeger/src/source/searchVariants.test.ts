import { RequestQuestion } from '@sextant/plugin-telemetry-node';
import { habitsOf, JAEGER, VICTORIA_TRACES } from './SearchHabits';
import { searchVariants } from './searchVariants';

const of = (more: Partial<RequestQuestion>, habits = JAEGER) =>
  searchVariants(
    { range: { fromMs: 0, toMs: 1 }, order: 'newest', limit: 1, ...more },
    habits,
  );
const keysOf = (variants: ReturnType<typeof of>) =>
  variants.map(variant => Object.keys(variant).join());

it('search once where nothing can be searched for', () => {
  expect(of({})).toEqual([{}]);
  expect(of({ status: 'ok' })).toEqual([{}]);
  expect(of({ status: '4xx' })).toEqual([{}]);
  expect(of({ versions: ['1', undefined] })).toEqual([{}]);
  expect(of({ attributes: [] })).toEqual([{}]);
});

it('search a status under both conventions', () => {
  expect(of({ status: '404' })).toEqual([
    { 'http.response.status_code': '404' },
    { 'http.status_code': '404' },
  ]);
});

it('search failures by their mark and by every status that is one', () => {
  const variants = of({ status: 'error' });
  expect(variants[0]).toEqual({ error: 'true' });
  expect(variants).toHaveLength(11);
  expect(variants).toContainEqual({ 'http.status_code': '504' });
  expect(variants).toContainEqual({ 'http.response.status_code': '500' });
});

it('search a version and an environment under every key that they may stand under', () => {
  const versions = keysOf(of({ versions: ['1'] }));
  expect(versions).toContain('service.version');
  expect(versions.length).toBeGreaterThan(1);
  expect(of({ versions: ['1', '2'] })).toHaveLength(versions.length * 2);
  const both = of({ versions: ['1'], environments: ['e'] });
  for (const variant of both) {
    expect(Object.values(variant)).toEqual(['1', 'e']);
  }
  expect(keysOf(of({ versions: ['1'] }, VICTORIA_TRACES))).toContain(
    'resource_attr:service.version',
  );
});

it('are no more than can be asked at once: what is left over is sorted out afterwards', () => {
  const many = of({
    status: 'error',
    versions: ['1', '2'],
    environments: ['a', 'b'],
  });
  expect(many.length).toBeLessThanOrEqual(12);
  expect(many).toHaveLength(11);
});

it('search for attributes as they are, on the span and, where that differs, on its resource', () => {
  const attributes = [
    { key: 'a', value: '1' },
    { key: 'b', value: '2' },
    { key: 'c', value: '3' },
    { key: 'd', value: '4' },
  ];
  expect(of({ attributes, status: 'error', versions: ['1'] })).toEqual([
    { a: '1', b: '2', c: '3' },
  ]);
  expect(of({ attributes: attributes.slice(0, 2) }, VICTORIA_TRACES)).toEqual([
    { a: '1', b: '2' },
    { a: '1', 'resource_attr:b': '2' },
    { 'resource_attr:a': '1', b: '2' },
    { 'resource_attr:a': '1', 'resource_attr:b': '2' },
  ]);
});

it.each([
  ['auto', 'http://jaeger:16686', JAEGER],
  ['auto', 'http://vt:10428/select/jaeger', VICTORIA_TRACES],
  ['auto', 'http://vt:10428/select/jaeger/ui', JAEGER],
  ['jaeger', 'http://vt:10428/select/jaeger', JAEGER],
  ['victoriatraces', 'http://vt:10428', VICTORIA_TRACES],
])('takes %s at %s for what it is', (dialect, url, habits) => {
  expect(habitsOf(dialect, url)).toBe(habits);
});
