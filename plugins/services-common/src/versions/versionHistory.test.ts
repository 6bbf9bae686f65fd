import * as fc from 'fast-check';
import { DeclaredVersion } from '../registrationSchema';
import { versionHistory } from './versionHistory';
import { VersionReport, VersionSighting } from './versionReport';

/** So far apart that nothing is one rollout. */
const HOUR = 3_600_000;

/**
 * `1.4.2` deployed in full; `2.0.0:10%` as a canary; `2.0.0!` failed; `2.0.0~` started; `2.0.0?` cancelled;
 * `-1.4.2` removed; `>2.0.0` traffic moved to it; `+2.0.0` first seen in telemetry; `<1.4.2` a rollback, as
 * its source says; `1.4.2@eu` at a place. One an hour, unless a time in hours stands before: `5 1.4.2`.
 */
function reportsOf(steps: readonly string[]): VersionReport[] {
  return steps.map((step, index) => {
    const [, at, sign, version, weight, mark, target] =
      /^(?:([\d.]+) )?([-+<>]?)([^:!~?@ ]+)(?::(\d+)%)?([!~?]?)(?:@(\w+))?$/.exec(
        step,
      ) ?? [];
    const kinds: Record<string, VersionReport['kind']> = {
      '-': 'removal',
      '+': 'release',
      '<': 'rollback',
      '>': 'cutover',
    };
    const statuses: Record<string, VersionReport['status']> = {
      '!': 'failed',
      '~': 'started',
      '?': 'cancelled',
    };
    return {
      id: String(index),
      version,
      kind: kinds[sign] ?? 'deployment',
      status: statuses[mark] ?? 'succeeded',
      startedMs: Number(at ?? index) * HOUR,
      weight: weight === undefined ? undefined : Number(weight) / 100,
      target,
    };
  });
}

interface Case {
  name: string;
  steps: string[];
  /** Of each step: the version before, `beside x`, `= x` of a redeployment, `< x` of a rollback; `-` for none. */
  means: string[];
  live: string[];
  declared?: DeclaredVersion[];
  sightings?: VersionSighting[];
}

const ranges = (...versions: string[]): DeclaredVersion[] =>
  versions.map(version => ({
    version,
    lifecycle: 'production',
    contract: `api:default/${version}`,
  }));
const seen = (version: string, from: number, to: number): VersionSighting => ({
  version,
  fromMs: from * HOUR,
  toMs: to * HOUR,
});

const CASES: Case[] = [
  // One line.
  { name: 'the first', steps: ['1.0.0'], means: ['-'], live: ['1.0.0'] },
  {
    name: 'one after the other',
    steps: ['1.0.0', '1.1.0', '1.2.0'],
    means: ['-', '1.0.0', '1.1.0'],
    live: ['1.2.0'],
  },
  {
    name: 'rolled back within a line',
    steps: ['1.0.0', '1.1.0', '1.0.0'],
    means: ['-', '1.0.0', '< 1.1.0'],
    live: ['1.0.0'],
  },
  {
    name: 'rolled back over two',
    steps: ['1.0.0', '1.1.0', '1.2.0', '1.0.0'],
    means: ['-', '1.0.0', '1.1.0', '< 1.2.0'],
    live: ['1.0.0'],
  },
  {
    name: 'rolled back and forward again',
    steps: ['1.0.0', '1.1.0', '1.0.0', '1.1.0'],
    means: ['-', '1.0.0', '< 1.1.0', '1.0.0'],
    live: ['1.1.0'],
  },
  {
    name: 'redeployed',
    steps: ['1.0.0', '1.1.0', '1.1.0'],
    means: ['-', '1.0.0', '= 1.0.0'],
    live: ['1.1.0'],
  },
  {
    name: 'the first redeployed',
    steps: ['1.0.0', '1.0.0'],
    means: ['-', '= -'],
    live: ['1.0.0'],
  },
  {
    name: 'redeployed twice',
    steps: ['1.0.0', '1.1.0', '1.1.0', '1.1.0'],
    means: ['-', '1.0.0', '= 1.0.0', '= 1.0.0'],
    live: ['1.1.0'],
  },
  {
    name: 'an older version never seen before',
    steps: ['1.2.0', '1.1.0'],
    means: ['-', '1.2.0'],
    live: ['1.1.0'],
  },
  {
    name: 'failed in between',
    steps: ['1.0.0', '1.1.0!', '1.0.0'],
    means: ['-', '1.0.0', '= -'],
    live: ['1.0.0'],
  },
  {
    name: 'failed, then succeeded',
    steps: ['1.0.0', '1.1.0!', '1.1.0'],
    means: ['-', '1.0.0', '1.0.0'],
    live: ['1.1.0'],
  },
  {
    name: 'cancelled ends nothing',
    steps: ['1.0.0', '1.1.0?'],
    means: ['-', '1.0.0'],
    live: ['1.0.0'],
  },
  {
    name: 'unfinished ends nothing',
    steps: ['1.0.0', '1.1.0~'],
    means: ['-', '1.0.0'],
    live: ['1.0.0'],
  },
  {
    name: 'a rollback that is under way',
    steps: ['1.0.0', '1.1.0', '1.0.0~'],
    means: ['-', '1.0.0', '< 1.1.0'],
    live: ['1.1.0'],
  },
  {
    name: 'a rollback that failed changes nothing',
    steps: ['1.0.0', '1.1.0', '1.0.0!', '1.2.0'],
    means: ['-', '1.0.0', '1.1.0', '1.1.0'],
    live: ['1.2.0'],
  },
  {
    name: 'a rollback that its source says',
    steps: ['1.1.0', '<1.0.0'],
    means: ['-', '< 1.1.0'],
    live: ['1.0.0'],
  },
  {
    name: 'pre-releases go before their release',
    steps: ['1.0.0', '1.1.0-rc.1', '1.1.0', '1.1.0-rc.1'],
    means: ['-', '1.0.0', '1.1.0-rc.1', '< 1.1.0'],
    live: ['1.1.0-rc.1'],
  },
  {
    name: 'below 1.0 a minor is a line',
    steps: ['0.1.0', '0.2.0', '0.1.0'],
    means: ['-', '0.1.0', '< 0.2.0'],
    live: ['0.1.0'],
  },
  {
    name: 'below 1.0, patches of one line',
    steps: ['0.1.0', '0.1.1', '0.1.0'],
    means: ['-', '0.1.0', '< 0.1.1'],
    live: ['0.1.0'],
  },
  {
    name: 'v or not is one version',
    steps: ['v1.0.0', '1.0.0', '1.1.0', 'v1.0.0'],
    means: ['-', '= -', '1.0.0', '< 1.1.0'],
    live: ['1.0.0'],
  },
  {
    name: 'build metadata, by time',
    steps: ['1.0.0+1', '1.0.0+2', '1.0.0+1'],
    means: ['-', '1.0.0+1', '< 1.0.0+2'],
    live: ['1.0.0+1'],
  },
  // No number to go by.
  {
    name: 'commits, by time',
    steps: ['a41f09c', 'b7aa120', 'c0ffee1'],
    means: ['-', 'a41f09c', 'b7aa120'],
    live: ['c0ffee1'],
  },
  {
    name: 'a commit comes back',
    steps: ['a41f09c', 'b7aa120', 'a41f09c'],
    means: ['-', 'a41f09c', '< b7aa120'],
    live: ['a41f09c'],
  },
  {
    name: 'calendar versions are one line',
    steps: ['2024.11', '2024.12', '2025.01', '2024.12'],
    means: ['-', '2024.11', '2024.12', '< 2025.01'],
    live: ['2024.12'],
  },
  {
    name: 'build numbers',
    steps: ['4711', '4712', '4711'],
    means: ['-', '4711', '< 4712'],
    live: ['4711'],
  },
  {
    name: 'from tags to numbers',
    steps: ['main', '1.0.0', 'main'],
    means: ['-', 'main', '< 1.0.0'],
    live: ['main'],
  },
  {
    name: 'tags with words',
    steps: ['nightly-1', 'nightly-2', 'nightly-1'],
    means: ['-', 'nightly-1', '< nightly-2'],
    live: ['nightly-1'],
  },
  // Lines that follow one another.
  {
    name: 'a new major takes over',
    steps: ['1.4.2', '2.0.0'],
    means: ['-', '1.4.2'],
    live: ['2.0.0'],
  },
  {
    name: 'rolled back across lines',
    steps: ['1.4.2', '2.0.0', '1.4.2'],
    means: ['-', '1.4.2', '< 2.0.0'],
    live: ['1.4.2'],
  },
  {
    name: 'rolled back across lines, then on',
    steps: ['1.4.2', '2.0.0', '1.4.2', '1.4.3'],
    means: ['-', '1.4.2', '< 2.0.0', '1.4.2'],
    live: ['1.4.3'],
  },
  {
    name: 'rolled back across lines, then forward',
    steps: ['1.4.2', '2.0.0', '1.4.2', '2.0.1'],
    means: ['-', '1.4.2', '< 2.0.0', '1.4.2'],
    live: ['2.0.1'],
  },
  {
    name: 'three majors',
    steps: ['1.0.0', '2.0.0', '3.0.0', '2.0.0'],
    means: ['-', '1.0.0', '2.0.0', '< 3.0.0'],
    live: ['2.0.0'],
  },
  {
    name: 'over two majors back',
    steps: ['1.0.0', '2.0.0', '3.0.0', '1.0.0'],
    means: ['-', '1.0.0', '2.0.0', '< 3.0.0'],
    live: ['1.0.0'],
  },
  {
    name: 'failed major',
    steps: ['1.4.2', '2.0.0!', '1.4.3'],
    means: ['-', '1.4.2', '1.4.2'],
    live: ['1.4.3'],
  },
  // Lines in parallel.
  {
    name: 'hotfix of an old line',
    steps: ['1.4.2', '2.0.0', '1.4.3'],
    means: ['-', 'beside 1.4.2', '1.4.2'],
    live: ['1.4.3', '2.0.0'],
  },
  {
    name: 'two majors side by side',
    steps: ['1.4.2', '2.0.0', '1.4.3', '2.1.0', '1.4.3', '2.1.0'],
    means: ['-', 'beside 1.4.2', '1.4.2', '2.0.0', '= 1.4.2', '= 2.0.0'],
    live: ['1.4.3', '2.1.0'],
  },
  {
    name: 'side by side and rolled back on one',
    steps: ['1.4.2', '2.0.0', '1.4.3', '2.1.0', '1.4.2'],
    means: ['-', 'beside 1.4.2', '1.4.2', '2.0.0', '< 1.4.3'],
    live: ['1.4.2', '2.1.0'],
  },
  {
    name: 'the newer one first',
    steps: ['2.0.0', '1.4.2'],
    means: ['-', 'beside 2.0.0'],
    live: ['1.4.2', '2.0.0'],
  },
  {
    name: 'a third line follows the second',
    steps: ['1.4.2', '2.0.0', '1.4.3', '3.0.0'],
    means: ['-', 'beside 1.4.2', '1.4.2', '2.0.0'],
    live: ['1.4.3', '3.0.0'],
  },
  {
    name: 'three side by side',
    steps: ['1.0.0', '2.0.0', '1.0.1', '3.0.0', '2.0.1', '1.0.2'],
    means: ['-', 'beside 1.0.0', '1.0.0', 'beside 2.0.0', '2.0.0', '1.0.1'],
    live: ['1.0.2', '2.0.1', '3.0.0'],
  },
  {
    name: 'a contract for each range',
    steps: ['1.4.2', '2.0.0', '1.4.2'],
    means: ['-', 'beside 1.4.2', '= -'],
    live: ['1.4.2', '2.0.0'],
    declared: ranges('1.x', '2.x'),
  },
  {
    name: 'one contract for both ranges',
    steps: ['1.4.2', '2.0.0', '1.4.2'],
    means: ['-', '1.4.2', '< 2.0.0'],
    live: ['1.4.2'],
    declared: ranges('1.x', '2.x').map(range => ({
      ...range,
      contract: 'api:default/one',
    })),
  },
  {
    name: 'ranges without contracts',
    steps: ['1.4.2', '2.0.0'],
    means: ['-', '1.4.2'],
    live: ['2.0.0'],
    declared: [
      { version: '1.x', lifecycle: 'production' },
      { version: '2.x', lifecycle: 'production' },
    ],
  },
  {
    name: 'one range over two majors is one line',
    steps: ['1.4.2', '2.0.0', '1.4.2'],
    means: ['-', '1.4.2', '< 2.0.0'],
    live: ['1.4.2'],
    declared: ranges('>=1 <3'),
  },
  {
    name: 'minors that were declared apart',
    steps: ['1.4.2', '1.5.0', '1.4.3', '1.5.1'],
    means: ['-', 'beside 1.4.2', '1.4.2', '1.5.0'],
    live: ['1.4.3', '1.5.1'],
    declared: ranges('1.4.x', '1.5.x'),
  },
  {
    name: 'telemetry sees both at work',
    steps: ['1.4.2', '2.0.0', '1.4.2'],
    means: ['-', 'beside 1.4.2', '= -'],
    live: ['1.4.2', '2.0.0'],
    sightings: [seen('1.4.2', 0, 5), seen('2.0.0', 1, 5)],
  },
  {
    name: 'telemetry sees a rollout',
    steps: ['1.4.2', '2.0.0', '1.4.2'],
    means: ['-', '1.4.2', '< 2.0.0'],
    live: ['1.4.2'],
    sightings: [seen('1.4.2', 0, 1.4), seen('2.0.0', 1, 2)],
  },
  {
    name: 'a canary at work for hours is no line of its own',
    steps: ['1.4.2', '2.0.0:10%', '5 2.0.0'],
    means: ['-', '1.4.2', '1.4.2'],
    live: ['2.0.0'],
    sightings: [seen('1.4.2', 0, 5.2), seen('2.0.0', 1, 9)],
  },
  // Canaries.
  {
    name: 'a canary',
    steps: ['2.2.0', '2.3.0:12%'],
    means: ['-', '2.2.0'],
    live: ['2.2.0', '2.3.0'],
  },
  {
    name: 'a canary that gets more',
    steps: ['2.2.0', '2.3.0:12%', '2.3.0:35%', '2.3.0'],
    means: ['-', '2.2.0', '2.2.0', '2.2.0'],
    live: ['2.3.0'],
  },
  {
    name: 'a canary aborted by the stable one',
    steps: ['2.1.0', '2.2.0', '2.3.0:12%', '2.2.0'],
    means: ['-', '2.1.0', '2.2.0', '< 2.1.0'],
    live: ['2.2.0'],
  },
  {
    name: 'a canary aborted by taking its traffic',
    steps: ['2.2.0', '2.3.0:12%', '2.3.0:0%', '2.2.0'],
    means: ['-', '2.2.0', '2.2.0', '= -'],
    live: ['2.2.0'],
  },
  {
    name: 'a canary tried again',
    steps: ['2.2.0', '2.3.0:12%', '2.2.0', '2.3.0:12%', '2.3.0'],
    means: ['-', '2.2.0', '< -', '2.2.0', '2.2.0'],
    live: ['2.3.0'],
  },
  {
    name: 'a canary of a new major',
    steps: ['1.4.2', '2.0.0:10%', '2.0.0'],
    means: ['-', '1.4.2', '1.4.2'],
    live: ['2.0.0'],
  },
  {
    name: 'a canary of a new major, aborted',
    steps: ['1.4.2', '2.0.0:10%', '1.4.2'],
    means: ['-', '1.4.2', '< -'],
    live: ['1.4.2'],
  },
  {
    name: 'a canary overtaken by a fix',
    steps: ['2.2.0', '2.3.0:12%', '2.3.1'],
    means: ['-', '2.2.0', '2.2.0'],
    live: ['2.3.1'],
  },
  // Blue and green.
  {
    name: 'traffic moved there and back',
    steps: ['1.0.0@blue', '1.1.0@green', '>1.1.0', '>1.0.0'],
    means: ['-', '-', '1.0.0', '< 1.1.0'],
    live: ['1.0.0@blue', '1.0.0@green'],
  },
  {
    name: 'traffic moved without places',
    steps: ['1.0.0', '>1.1.0', '>1.0.0'],
    means: ['-', '1.0.0', '< 1.1.0'],
    live: ['1.0.0'],
  },
  // Removal.
  { name: 'removed', steps: ['1.0.0', '-1.0.0'], means: ['-', '-'], live: [] },
  {
    name: 'removed and returned',
    steps: ['1.0.0', '1.1.0', '-1.1.0', '1.0.0'],
    means: ['-', '1.0.0', '-', '-'],
    live: ['1.0.0'],
  },
  {
    name: 'one line removed',
    steps: ['1.4.2', '2.0.0', '1.4.3', '-1.4.3', '2.1.0'],
    means: ['-', 'beside 1.4.2', '1.4.2', '-', '2.0.0'],
    live: ['2.1.0'],
  },
  {
    name: 'removal of what is not there',
    steps: ['1.0.0', '-0.9.0'],
    means: ['-', '-'],
    live: ['1.0.0'],
  },
  // Places.
  {
    name: 'two places',
    steps: ['1.0.0@eu', '1.1.0@eu', '1.0.0@us', '1.0.0@eu'],
    means: ['-', '1.0.0', '-', '< 1.1.0'],
    live: ['1.0.0@eu', '1.0.0@us'],
  },
  {
    name: 'a report for all places',
    steps: ['1.0.0@eu', '1.0.0@us', '1.1.0', '1.0.0@eu'],
    means: ['-', '-', '1.0.0', '< 1.1.0'],
    live: ['1.0.0@eu', '1.1.0@us'],
  },
  // Telemetry alone.
  {
    name: 'first seen, the one before gone',
    steps: ['+1.0.0', '+1.1.0'],
    means: ['-', '1.0.0'],
    live: ['1.1.0'],
    sightings: [seen('1.0.0', 0, 1.2), seen('1.1.0', 1, 3)],
  },
  {
    name: 'first seen, the one before still there',
    steps: ['+1.0.0', '+1.1.0'],
    means: ['-', '1.0.0'],
    live: ['1.0.0', '1.1.0'],
    sightings: [seen('1.0.0', 0, 5), seen('1.1.0', 1, 5)],
  },
  {
    name: 'first seen, nothing known of the one before',
    steps: ['+1.0.0', '+1.1.0'],
    means: ['-', '1.0.0'],
    live: ['1.0.0', '1.1.0'],
  },
  {
    name: 'deployed after it was seen',
    steps: ['+1.0.0', '+1.1.0', '1.1.0'],
    means: ['-', '1.0.0', '= 1.0.0'],
    live: ['1.1.0'],
  },
  {
    name: 'a quiet night ends nothing',
    steps: ['1.0.0'],
    means: ['-'],
    live: ['1.0.0'],
    sightings: [seen('1.0.0', 0, 1)],
  },
  // Times.
  {
    name: 'at one time, by number',
    steps: ['0 1.1.0', '0 1.0.0'],
    means: ['1.0.0', '-'],
    live: ['1.1.0'],
  },
  {
    name: 'told out of order',
    steps: ['2 1.2.0', '0 1.0.0', '1 1.1.0'],
    means: ['1.1.0', '-', '1.0.0'],
    live: ['1.2.0'],
  },
];

/** What is expected where no part of the rule counts it: a redeployment shows the one before that version. */
function told(kase: Case) {
  const { places, live } = versionHistory({
    reports: reportsOf(kase.steps),
    declared: kase.declared,
    sightings: kase.sightings,
  });
  return {
    means: kase.steps.map((_, index) => {
      const place = places.get(String(index));
      if (place?.beside) {
        return `beside ${place.beside}`;
      }
      const previous = place?.previous ?? '-';
      if (place?.isRollback) {
        return `< ${previous}`;
      }
      return place?.isRedeployment ? `= ${previous}` : previous;
    }),
    live: live
      .map(({ version, target }) => (target ? `${version}@${target}` : version))
      .sort(),
  };
}

describe('versionHistory', () => {
  it.each(CASES.map(kase => [kase.name, kase] as const))('%s', (_, kase) => {
    expect(told(kase)).toEqual({
      means: kase.means,
      live: [...kase.live].sort(),
    });
  });

  it('is a table of at least sixty histories', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
  });

  it('is the same in whatever order reports arrive', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CASES).chain(kase =>
          fc.record({
            kase: fc.constant(kase),
            reports: fc.shuffledSubarray(reportsOf(kase.steps), {
              minLength: kase.steps.length,
            }),
          }),
        ),
        ({ kase, reports }) => {
          const of = (all: VersionReport[]) => {
            const found = versionHistory({
              reports: all,
              declared: kase.declared,
              sightings: kase.sightings,
            });
            return {
              places: Object.fromEntries(found.places),
              live: [...found.live].sort((a, b) =>
                JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
              ),
            };
          };
          expect(of(reports)).toEqual(of(reportsOf(kase.steps)));
        },
      ),
      { numRuns: 300 },
    );
  });

  const anyStep = fc
    .tuple(
      fc.constantFrom('', '', '', '-', '+', '<', '>'),
      fc.constantFrom('1.0.0', '1.1.0', '2.0.0', '2.1.0', '3.0.0', 'main'),
      fc.constantFrom('', '', '', ':10%', '!', '~'),
    )
    .map(parts => parts.join(''));

  it('never has a rollback of what was not there, nor one version live twice on a line', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 12 }), steps => {
        const reports = reportsOf(steps);
        const { places, live } = versionHistory({ reports });
        expect(places.size).toBe(steps.length);
        for (const [index, report] of reports.entries()) {
          const place = places.get(report.id);
          const before = reports
            .slice(0, index)
            .some(
              other =>
                other.version === report.version &&
                other.status === 'succeeded' &&
                other.kind !== 'removal',
            );
          const isConcluded =
            place?.isRollback === true && report.kind !== 'rollback';
          expect(isConcluded && !before).toBe(false);
          expect(place?.previous).not.toBe(report.version);
        }
        const names = live.map(({ version }) => version);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
