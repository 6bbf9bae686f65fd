#!/usr/bin/env node
// yarn mutation [room…]
//
// Changes the pure rooms line by line and counts the changes that no test finds. A room is judged by the
// tests of its own package, and by those of another only where it has no others: a score is what the
// nearest tests find, and a mutant costs seconds.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const WANTED_PERCENT = 80;

const rooms = {
  common: {
    files:
      'telemetry-common/src/{compactTrace,criticalPath,durationHistogram,encodeTrace,levelOf,orderSpans,statusOf}.ts',
    tests: ['telemetry-common'],
  },
  kit: {
    files:
      '{kit-common/src/{cleanText,listText,parseInput,timeRange},kit-node/src/{CursorSeal,SharedReads,roughBytes}}.ts',
    tests: ['kit-common', 'kit-node'],
  },
  node: {
    files:
      'telemetry-node/src/{Inbox.ts,ports/{AttributeLadder,origin,question}.ts,otlp/*.ts,upstream/Turns.ts}',
    tests: ['telemetry-node', 'telemetry-backend-module-embedded'],
  },
  core: {
    files: 'telemetry-backend/src/{figures,naming,asking}/*.ts',
    tests: ['telemetry-backend'],
  },
  access: {
    files: 'telemetry-backend/src/access/*.ts',
    tests: ['telemetry-backend'],
    alsoSlow: ['access'],
  },
  embedded: {
    files:
      'telemetry-backend-module-embedded/src/{ingest/{CallJoiner,IngestQueue,prepareLogs,preparePoints,prepareSpans,spanBlock},otlp/{countItems,readLogs,readMetrics},sources/{attributeMatches,embeddedEdges,lineMatching,notableRequests,presence,redCounts,requestConditions,rows,traceSizes}}.ts',
    tests: ['telemetry-backend-module-embedded'],
  },
  jaeger: {
    files:
      'telemetry-backend-module-jaeger/src/{client/{readV1Trace,readV3Traces,searchParameters},source/{ownRequests,searchVariants,SearchHabits,TraceSearch,TraceWalk}}.ts',
    tests: ['telemetry-backend-module-jaeger'],
  },
  loki: {
    files:
      'telemetry-backend-module-loki/src/{logql/*,source/{LineShapes,linePages,readLine,TailPlace}}.ts',
    tests: ['telemetry-backend-module-loki'],
  },
  prometheus: {
    files:
      'telemetry-backend-module-prometheus/src/{promql/*,profiles/*,source/{Notes,grid,readCounts,readDurations,splitRules}}.ts',
    tests: ['telemetry-backend-module-prometheus'],
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter(name => !(name in rooms));
if (unknown.length > 0) {
  throw new Error(
    `found ${unknown.join(', ')}, allowed ${Object.keys(rooms).join(', ')}`,
  );
}
const base = JSON.parse(
  readFileSync(path.join(HERE, 'stryker.config.json'), 'utf8'),
);
const scores = [];
for (const name of asked.length > 0 ? asked : Object.keys(rooms)) {
  const { files, tests, alsoSlow = [] } = rooms[name];
  const report = path.join(HERE, `.report-${name}.json`);
  const config = path.join(HERE, `.config-${name}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      ...base,
      mutate: [`plugins/${files}`, '!plugins/**/*.test.ts'],
      incrementalFile: `mutation/.incremental-${name}.json`,
      jsonReporter: { fileName: path.relative(process.cwd(), report) },
    }),
  );
  const { status } = spawnSync('yarn', ['stryker', 'run', config], {
    stdio: 'inherit',
    env: {
      ...process.env,
      SEXTANT_MUTATION_TESTS: tests.join(),
      SEXTANT_MUTATION_SLOW: alsoSlow.join(),
    },
  });
  if (status !== 0) {
    throw new Error(`${name}: Stryker ended with ${status}`);
  }
  scores.push({ name, ...countOf(JSON.parse(readFileSync(report, 'utf8'))) });
}

let all = 0;
let found = 0;
for (const score of scores) {
  all += score.all;
  found += score.found;
  process.stdout.write(
    `${score.name}: ${score.found} of ${score.all} changes found, ${percent(
      score,
    )} %\n`,
  );
}
process.stdout.write(
  `all: ${found} of ${all} changes found, ${percent({ all, found })} %\n`,
);
if (percent({ all, found }) < WANTED_PERCENT) {
  process.exitCode = 1;
}

/** As Stryker's own score: what no test reaches was not found; what does not compile is no change. */
function countOf(report) {
  const states = Object.values(report.files)
    .flatMap(({ mutants }) => mutants)
    .map(({ status }) => status);
  const isFound = state => state === 'Killed' || state === 'Timeout';
  const isMissed = state => state === 'Survived' || state === 'NoCoverage';
  const killed = states.filter(isFound).length;
  return { found: killed, all: killed + states.filter(isMissed).length };
}

function percent({ all: total, found: killed }) {
  return Math.round((1000 * killed) / Math.max(1, total)) / 10;
}
