import { checkServiceName, isEntityName } from './checkServiceName';

const check =
  (name: string, namespace = 'default') =>
  () =>
    checkServiceName({ namespace, name });

it.each([
  'pricing',
  'unknown_service:java',
  'shop/orders',
  'über',
  'two words',
  '...',
  'x'.repeat(200),
])('takes %j for a service’s name', name => {
  expect(check(name)).not.toThrow();
});

it.each(['', '.', '..', 'x'.repeat(201), 'two\nlines', 'nul\0', 'del\u007f'])(
  'refuses %j with what is allowed',
  name => {
    expect(check(name)).toThrow(
      `name: found ${JSON.stringify(name.slice(0, 80))}, allowed 1 to 200`,
    );
  },
);

it.each(['', '-a', 'a b', 'x'.repeat(64), '../x'])(
  'refuses the namespace %j',
  namespace => {
    expect(check('pricing', namespace)).toThrow(
      `namespace: found ${JSON.stringify(namespace)}, allowed`,
    );
  },
);

it.each([
  ['pricing', true],
  ['a', true],
  ['a.b-c_d', true],
  ['x'.repeat(63), true],
  ['x'.repeat(64), false],
  ['a-', false],
  ['.a', false],
  ['a:b', false],
  ['', false],
])('knows of %j whether an entity may be called so', (name, may) => {
  expect(isEntityName(name)).toBe(may);
});
