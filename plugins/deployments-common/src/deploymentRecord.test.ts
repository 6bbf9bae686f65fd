import { deploymentInputSchema } from './deploymentRecord';
import { toServiceRef } from './serviceRef';

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

describe('toServiceRef', () => {
  it.each([
    ['pricing', 'component:default/pricing'],
    ['shop/Pricing', 'component:shop/pricing'],
    ['component:shop/pricing', 'component:shop/pricing'],
  ])('reads %s as %s', (text, ref) => {
    expect(toServiceRef(text)).toBe(ref);
  });
});
