import { deploymentInputSchema } from './deploymentRecord';
import { readServiceRef } from './serviceRef';

describe('deployment input', () => {
  it('needs no more than service, version and environment', () => {
    expect(
      deploymentInputSchema.parse({
        service: 'pricing',
        version: '2.0.0',
        environment: 'production',
      }),
    ).toMatchObject({
      kind: 'deployment',
      status: 'succeeded',
      evidence: [],
      source: 'api',
    });
  });

  it.each([
    [{ kind: 'push' }, 'kind'],
    [{ startedAt: 'yesterday' }, 'startedAt'],
    // eslint-disable-next-line no-script-url
    [{ url: 'javascript:alert(1)' }, 'url'],
    [{ strategy: { type: 'canary', weight: 9 } }, 'strategy'],
    [{ commmit: 'a41f09c' }, undefined],
    [{ startedAt: '9999-12-31T23:59:59Z' }, 'startedAt'],
    [{ startedAt: '0001-01-01T00:00:00Z' }, 'startedAt'],
    [
      {
        startedAt: '2026-11-21T10:00:00Z',
        finishedAt: '2026-11-21T09:00:00Z',
      },
      'finishedAt',
    ],
    [{ service: 'user:default/guest' }, 'service'],
    [{ version: '1.0\u00000' }, 'version'],
    [{ environment: 'prod\nuction' }, 'environment'],
    [{ url: 'http://x\njavascript:1' }, 'url'],
    [{ evidence: [{ name: '\u0007', outcome: 'x' }] }, 'evidence'],
  ])('refuses %j', (wrong, field) => {
    const result = deploymentInputSchema.safeParse({
      service: 'pricing',
      version: '2.0.0',
      environment: 'production',
      ...wrong,
    });
    expect(result.success).toBe(false);
    expect(result.error?.issues[0].path[0]).toBe(field);
  });
});

describe('readServiceRef', () => {
  it.each([
    ['pricing', 'component:default/pricing'],
    ['shop/Pricing', 'component:shop/pricing'],
    ['component:shop/pricing', 'component:shop/pricing'],
    ['a/b/c', undefined],
    [':::', undefined],
    ['../../x', undefined],
    ['user:default/guest', undefined],
    ['pricing\n', 'component:default/pricing'],
    ['pri\ncing', undefined],
    [`${'a'.repeat(64)}`, undefined],
  ])('reads %j as %s', (text, ref) => {
    expect(readServiceRef(text)).toBe(ref);
  });
});
