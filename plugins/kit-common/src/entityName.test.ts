import { isEntityName, isServiceName } from './entityName';
import { serviceParams } from './inputs';
import { parseInput } from './parseInput';

it.each([
  'pricing',
  'unknown_service:java',
  'shop/orders',
  'über',
  'two words',
  '...',
  'x'.repeat(200),
])('takes %j for a service’s name', name => {
  expect(isServiceName(name)).toBe(true);
});

it.each(['', '.', '..', 'x'.repeat(201), 'two\nlines', 'nul\0', 'del\u007f'])(
  'takes %j for no service’s name, and says what is allowed',
  name => {
    expect(isServiceName(name)).toBe(false);
    expect(() =>
      parseInput(serviceParams, { namespace: 'default', name }),
    ).toThrow(`name: found ${JSON.stringify(name).slice(0, 120)}`);
  },
);

it.each(['', '-a', 'a b', 'x'.repeat(64), '../x'])(
  'refuses the namespace %j',
  namespace => {
    expect(() =>
      parseInput(serviceParams, { namespace, name: 'pricing' }),
    ).toThrow(
      `namespace: found ${JSON.stringify(
        namespace,
      )}, allowed 1 to 63 letters, digits and - _ .`,
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
