import { lineLadder } from './LineLadder';

const NONE = { version: false, environment: false, level: false };
const VERSIONS = [
  'service_version',
  'version',
  'app_version',
  'app_kubernetes_io_version',
];
const ENVIRONMENTS = [
  'deployment_environment_name',
  'deployment_environment',
  'environment',
  'env',
];
const LEVELS = ['detected_level', 'level', 'severity_text', 'severity'];

const anyOf = (names: readonly string[], value: string) =>
  names.map(name => `${name}=~"${value}"`).join(' or ');
const noneOf = (names: readonly string[]) =>
  `(${names.map(name => `${name}=""`).join(' and ')})`;

describe('stages of a query', () => {
  it.each<[string, Parameters<typeof lineLadder.stages>[0], string]>([
    ['nothing', {}, ''],
    ['no levels', { levels: [] }, ''],
    [
      'text, with what a regular expression means by it taken away',
      { text: 'a.b "c"' },
      '|~ "(?i)a\\\\.b \\"c\\""',
    ],
    [
      'versions: a line of which no label tells stays, to be read',
      { versions: ['1.0', '2'] },
      `| ${anyOf(VERSIONS, '1\\\\.0|2')} or ${noneOf(VERSIONS)}`,
    ],
    [
      'lines without a version',
      { versions: [undefined] },
      `| ${noneOf(VERSIONS)}`,
    ],
    [
      'environments',
      { environments: ['production', undefined] },
      `| ${anyOf(ENVIRONMENTS, 'production')} or ${noneOf(ENVIRONMENTS)}`,
    ],
    [
      'levels, as loggers spell them, and what none tells',
      { levels: ['error', 'warn'] },
      `| ${anyOf(
        LEVELS,
        '(?i)(?:e|err|error.*|eror|fail.*|severe|50|w|wrn|warn.*|40)',
      )} or detected_level=~"(?i)(?:unknown)?"`,
    ],
    ['levels with unknown ones: of all', { levels: ['error', 'unknown'] }, ''],
    [
      'several, in one order',
      { text: 'x', versions: ['1'], environments: ['e'] },
      `|~ "(?i)x" | ${anyOf(ENVIRONMENTS, 'e')} or ${noneOf(
        ENVIRONMENTS,
      )} | ${anyOf(VERSIONS, '1')} or ${noneOf(VERSIONS)}`,
    ],
  ])('narrow by %s', (_what, filter, stages) => {
    expect(lineLadder.stages(filter, NONE)).toBe(stages);
  });

  it('read the fields of lines in which something stands that no label tells', () => {
    const parts = { ...NONE, version: true };
    const names = [...VERSIONS, ...[0, 1, 2].map(at => `json_version_${at}`)];
    const parsed =
      '| json json_version_0="service_version", json_version_1="[\\"service.version\\"]", json_version_2="version" | drop __error__, __error_details__';
    expect(lineLadder.stages({}, parts)).toBe(parsed);
    // Then all that there is of it has been read: what has none is none that is wanted.
    expect(lineLadder.stages({ versions: ['1'] }, parts)).toBe(
      `${parsed} | ${anyOf(names, '1')}`,
    );
    expect(lineLadder.stages({ versions: ['1', undefined] }, parts)).toBe(
      `${parsed} | ${anyOf(names, '1')} or ${noneOf(names)}`,
    );
    expect(
      lineLadder.stages({ levels: ['fatal'] }, { ...NONE, level: true }),
    ).toContain('json_level_0=~"(?i)(?:f|ftl|fatal.*');
  });

  it('counts are made by the labels that are read', () => {
    expect(lineLadder.countLabels(NONE)).toEqual([
      ...VERSIONS,
      ...ENVIRONMENTS,
      ...LEVELS,
    ]);
    expect(lineLadder.countLabels({ ...NONE, environment: true })).toEqual([
      ...VERSIONS,
      ...ENVIRONMENTS,
      'json_environment_0',
      'json_environment_1',
      'json_environment_2',
      'json_environment_3',
      ...LEVELS,
    ]);
  });
});

describe('reading', () => {
  it.each<[string, Parameters<typeof lineLadder.read>, object]>([
    ['nothing', [{}, {}, undefined], { level: 'unknown' }],
    [
      'metadata before the stream before the line',
      [
        { version: 'of the stream', env: 'of the stream', level: 'warn' },
        { service_version: '1', environment: 'e', detected_level: 'error' },
        { version: 'of the line', env: 'of the line', level: 'info' },
      ],
      {
        version: '1',
        versionPlace: 'structured metadata',
        environment: 'e',
        level: 'error',
      },
    ],
    [
      'the stream before the line',
      [
        { app_version: '2', env: 'e', severity: 'warning' },
        {},
        { version: '3', env: 'x', level: 'info' },
      ],
      {
        version: '2',
        versionPlace: 'stream label',
        environment: 'e',
        level: 'warn',
      },
    ],
    [
      'the line where nothing else tells',
      [{}, {}, { version: '', 'service.version': 3, env: 'e', level: 50 }],
      {
        version: '3',
        versionPlace: 'field in the JSON line',
        environment: 'e',
        level: 'error',
      },
    ],
    [
      'no object for a version',
      [{}, {}, { version: { major: 1 }, level: 'loud' }],
      { level: 'unknown' },
    ],
    [
      'a number of OpenTelemetry’s where no word tells',
      [{}, { severity_number: '17', detected_level: 'unknown' }, undefined],
      { level: 'error' },
    ],
    [
      'a label that is there and empty as none',
      [{ version: '2' }, { service_version: '' }, undefined],
      { version: '2', versionPlace: 'stream label', level: 'unknown' },
    ],
  ])('believes %s', (_what, [stream, metadata, json], reading) => {
    const read = lineLadder.read(stream, metadata, json);
    expect({ ...read }).toEqual({ environment: undefined, ...reading });
  });

  it('of counts believes labels, then what was extracted', () => {
    expect(
      lineLadder.readCount({
        app_version: '1',
        json_version_0: '2',
        json_environment_2: 'e',
        json_level_0: 'ERROR',
      }),
    ).toEqual({ version: '1', environment: 'e', level: 'error' });
    expect(lineLadder.readCount({ json_version_1: '3' })).toEqual({
      version: '3',
      environment: undefined,
      level: 'unknown',
    });
  });
});
