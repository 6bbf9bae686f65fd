import { isService, mayRun } from './isService';

const entity = (type: unknown, kind = 'Component') => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'pricing' },
  spec: typeof type === 'string' ? { type } : {},
});

it.each([
  ['service', true, true],
  ['Service', true, true],
  ['microservice', false, true],
  ['website', false, true],
  [undefined, false, true],
  ['library', false, false],
  ['Documentation', false, false],
])('takes the type %s for a service: %s; may run: %s', (type, is, may) => {
  expect(isService(entity(type))).toBe(is);
  expect(mayRun(entity(type))).toBe(may);
  expect(isService(entity(type, 'Resource'))).toBe(false);
  expect(mayRun(entity(type, 'API'))).toBe(false);
});
