import { registrationYaml } from './registrationYaml';

describe('registrationYaml', () => {
  it('declares what runs, by major version', () => {
    const yaml = registrationYaml({
      name: 'billing',
      versions: ['1.2.0', '1.3.0', '2.0.0', 'main'],
    });
    expect(yaml).toContain('name: billing\n');
    expect(yaml.match(/- version: .*/g)).toEqual([
      '- version: "1.x"',
      '- version: "2.x"',
      '- version: "main"',
    ]);
    expect(yaml).not.toContain('annotations');
  });

  it('keeps a telemetry name that cannot be an entity name', () => {
    const yaml = registrationYaml({ name: 'Shop.Billing API', versions: [] });
    expect(yaml).toContain('name: shop-billing-api\n');
    expect(yaml).toContain('opentelemetry.io/service-name: "Shop.Billing API"');
  });
});
