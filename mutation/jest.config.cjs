// Jest as mutation testing runs it: the tests of the pure rooms, all packages in one project, so that a
// test of one package also guards what it uses of another.
const path = require('node:path');
const root = path.resolve(__dirname, '..');
const plugins = path.join(root, 'plugins');

const PACKAGES = [
  'telemetry-common',
  'telemetry-node',
  'telemetry-backend',
  'telemetry-backend-module-embedded',
  'telemetry-backend-module-jaeger',
  'telemetry-backend-module-loki',
  'telemetry-backend-module-prometheus',
];

/** Tests that wait for servers or processes take longer than a mutant is worth. */
const SLOW = [
  'access\\.test',
  'durability\\.test',
  'plugin\\.test',
  'poison\\.test',
  'realPrometheus\\.test',
  'routes\\.test',
  'selfObservation\\.test',
  '/tail\\.test',
  'upstreams\\.test',
  'Upstream\\.test',
];

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
    testPathIgnorePatterns: ['/node_modules/', ...SLOW],
    testEnvironment: 'node',
    setupFilesAfterEnv: [path.join(__dirname, 'fewRuns.cjs')],
    moduleNameMapper: {
      // The sources beside the tests, and not those that node_modules links to.
      '^@sextant/plugin-(telemetry-[a-z-]+)$': path.join(plugins, '$1/src'),
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
