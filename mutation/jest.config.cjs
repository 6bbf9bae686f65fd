// Jest as mutation testing runs it (see run.mjs): the tests nearest to a room, in one project.
const path = require('node:path');
const root = path.resolve(__dirname, '..');
const plugins = path.join(root, 'plugins');

/** Whose tests are run: those nearest to the room. */
const PACKAGES = named('SEXTANT_MUTATION_TESTS');
/** Of the slow ones, what a room has no other tests than. */
const WANTED = named('SEXTANT_MUTATION_SLOW');

/** Tests that wait for servers or processes take longer than a mutant is worth. */
const SLOW = [
  'access',
  'durability',
  'openStore',
  'plugin',
  'poison',
  'realPrometheus',
  'routes',
  'selfObservation',
  'tail',
  'timing',
  'upstreams',
  'Upstream',
];

function named(variable) {
  return (process.env[variable] ?? '').split(',').filter(Boolean);
}

module.exports = async () => {
  // How the packages' own tests are compiled.
  const { projects } = await require('@backstage/cli/config/jest');
  const { transform, transformIgnorePatterns, moduleFileExtensions } =
    projects.find(({ displayName }) =>
      displayName.endsWith('plugin-telemetry-backend'),
    );
  return {
    rootDir: root,
    roots: PACKAGES.map(name => path.join(plugins, name, 'src')),
    testMatch: ['**/*.test.ts'],
    testPathIgnorePatterns: [
      '/node_modules/',
      ...SLOW.filter(name => !WANTED.includes(name)).map(
        name => `/${name}\\.test`,
      ),
    ],
    testEnvironment: 'node',
    setupFilesAfterEnv: [path.join(__dirname, 'fewRuns.cjs')],
    moduleNameMapper: {
      // The sources beside the tests, and not those that node_modules links to.
      '^@sextant/plugin-((?:telemetry|kit)-[a-z-]+)$': path.join(
        plugins,
        '$1/src',
      ),
      '^@sextant/plugin-(telemetry-node)/(otlp|testUtils)$': path.join(
        plugins,
        '$1/src/$2',
      ),
    },
    transform,
    transformIgnorePatterns,
    moduleFileExtensions,
  };
};
