import { RegisteredService } from '../registration/CatalogServices';
import { fleetRows } from './fleetRows';

const component = (name: string, isService: boolean): RegisteredService => ({
  entityRef: `component:default/${name}`,
  name,
  namespace: 'default',
  title: undefined,
  telemetryName: name,
  isService,
  owner: 'group:default/team',
  system: undefined,
  lifecycle: undefined,
  registration: { versions: [], data: { owns: [], copies: [] } },
  problems: [],
});
const entry = (name: string, registered: boolean) => ({
  service: name,
  entityRef: `component:default/${name}`,
  registered,
  environment: 'production',
  versions: [],
  requests: 1,
  rate: 1,
  errorRatio: 0,
  p95: null,
  recent: { requests: 1, errorRatio: 0, p95: null },
  errorRatioTrend: [],
  p95Trend: [],
  alertsFiring: null,
});

it('lists every service, and of other components those that are seen to run, by name', async () => {
  const rows = await fleetRows({
    services: [
      component('zebra', true),
      component('backend', false),
      component('library', false),
    ],
    entries: [entry('backend', true), entry('nobody', false)],
    latest: [],
    dataSets: [],
    knowsAll: true,
    elsewhere: [],
    today: '2026-11-25',
  });
  expect(
    rows.map(({ name, registered, owner }) => [name, registered, owner]),
  ).toEqual([
    ['backend', true, 'group:default/team'],
    ['nobody', false, undefined],
    ['zebra', true, 'group:default/team'],
  ]);
});

describe('silent', () => {
  const silent = async (changes: {
    knowsAll?: boolean;
    elsewhere?: string[];
  }) => {
    const rows = await fleetRows({
      services: [component('zebra', true)],
      entries: [],
      latest: [],
      dataSets: [],
      knowsAll: changes.knowsAll ?? true,
      elsewhere: (changes.elsewhere ?? []).map(environment => ({
        ...entry('zebra', true),
        environment,
      })),
      today: '2026-11-25',
    });
    return [rows[0].attention.map(({ kind }) => kind), rows[0].seenIn];
  };

  it('is a service that reports from nowhere', async () => {
    expect(await silent({})).toEqual([['silent'], []]);
  });

  it('is none that reports from another environment', async () => {
    expect(await silent({ elsewhere: ['development'] })).toEqual([
      [],
      ['development'],
    ]);
  });

  it('is nobody while a source has not answered', async () => {
    expect(await silent({ knowsAll: false })).toEqual([[], []]);
  });
});
