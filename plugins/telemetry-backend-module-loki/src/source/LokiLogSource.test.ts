import { LineFilter, LineRow, Question } from '@sextant/plugin-telemetry-node';
import {
  Replay,
  startReplay,
  upstreamFor,
} from '@sextant/plugin-telemetry-node/testUtils';
import fc from 'fast-check';
import { KeptLine, lokiStandIn } from '../__testUtils__/lokiStandIn';
import { LokiClient } from '../client/LokiClient';
import { LokiLogSource } from './LokiLogSource';

// Properties take their time on a busy machine.
jest.setTimeout(120_000);

const T0 = Date.UTC(2026, 10, 25, 12);
const RANGE = { fromMs: T0, toMs: T0 + 600_000 };
const TRACE = '00a1'.padEnd(32, '7');
const asking = () => ({
  signal: new AbortController().signal,
  untilMs: Date.now() + 60_000,
});

interface Meant {
  version?: string;
  environment?: string;
  level: 'error' | 'warn' | 'info' | 'unknown';
  text: string;
  traceId?: string;
  kept: KeptLine;
}

const SPELLED = {
  error: ['error', 'ERROR', 'err', 'Severe'],
  warn: ['warn', 'WARNING', '40'],
  info: ['info', 'Information', 'notice'],
  unknown: ['', 'unknown'],
} as const;

/** A line that says the same in one of the places where loggers and collectors put it. */
const meantLine: fc.Arbitrary<Meant> = fc
  .record({
    place: fc.constantFrom('metadata', 'stream', 'json'),
    version: fc.constantFrom('1.0.0', '2.0.0-rc.1', undefined),
    environment: fc.constantFrom('production', 'staging', undefined),
    level: fc.constantFrom('error', 'warn', 'info', 'unknown'),
    spelling: fc.nat(3),
    text: fc.constantFrom('a.b*c [x]', 'A.B*C [X] again', 'something else'),
    isTraced: fc.boolean(),
    // Few times, so that many lines have the same; none on the edge of an interval.
    timeMs: fc.integer({ min: 0, max: 19 }).map(at => at * 30_000 + 7),
  })
  .map(({ place, version, environment, level, spelling, text, ...rest }) => {
    const spelled = SPELLED[level][spelling % SPELLED[level].length];
    const said = {
      ...(version ? { service_version: version } : {}),
      ...(environment ? { deployment_environment_name: environment } : {}),
    };
    const traceId = rest.isTraced ? TRACE : undefined;
    return {
      version,
      environment,
      level,
      text,
      traceId,
      kept: {
        timeNano: BigInt(T0 + rest.timeMs) * 1_000_000n,
        stream: {
          service_name: 'pricing',
          ...(place === 'stream'
            ? { ...said, ...(spelled ? { level: spelled } : {}) }
            : {}),
        },
        metadata:
          place === 'metadata'
            ? {
                ...said,
                detected_level: spelled || 'unknown',
                ...(traceId ? { trace_id: traceId } : {}),
              }
            : {},
        line:
          place === 'json'
            ? JSON.stringify({
                ...said,
                level: spelled || undefined,
                msg: text,
                trace_id: traceId,
              })
            : `${text}${
                traceId && place === 'stream' ? ` trace_id=${traceId}` : ''
              }`,
      },
    };
  })
  // Where only the text names the trace, the line says so and no field does.
  .map(meant =>
    meant.kept.line.includes(' trace_id=')
      ? { ...meant, traceId: undefined }
      : meant,
  );

const meantLines = fc
  .array(meantLine, { minLength: 10, maxLength: 80, size: 'max' })
  // Loki keeps equal lines of one time once: each has a number of its own.
  .map(all =>
    all.map((meant, at) => {
      const { line } = meant.kept;
      const numbered = line.startsWith('{')
        ? line.replace(/\}$/, `,"n":${at}}`)
        : `${line} #${at}`;
      return { ...meant, kept: { ...meant.kept, line: numbered } };
    }),
  );

const narrowing: fc.Arbitrary<Omit<Question, 'range'> & LineFilter> = fc.record(
  {
    versions: fc.constantFrom(['1.0.0'], ['2.0.0-rc.1', undefined]),
    environments: fc.constantFrom(
      ['production'],
      ['staging', undefined],
      [undefined],
    ),
    levels: fc.constantFrom(
      ['error' as const],
      ['warn' as const, 'unknown' as const],
    ),
    text: fc.constantFrom('a.b*c [x]', 'ELSE', 'nothing like it'),
  },
  { requiredKeys: [] },
);

/** True where the line is what was asked for; narrowing by the server may leave more, never less. */
const isMeant =
  (wanted: Omit<Question, 'range'> & LineFilter) =>
  (meant: Omit<Meant, 'kept' | 'level'> & { level: string }) =>
    (wanted.versions?.includes(meant.version) ?? true) &&
    (wanted.environments?.includes(meant.environment) ?? true) &&
    (wanted.levels?.some(level => level === meant.level) ?? true) &&
    (wanted.text === undefined ||
      meant.text.toLowerCase().includes(wanted.text.toLowerCase()));

const readAs = (row: LineRow) => ({
  version: row.version,
  environment: row.environment,
  level: row.level,
  text: row.body,
});

describe('lines of Loki', () => {
  let server: Replay;
  beforeAll(async () => {
    server = await startReplay(lokiStandIn([]));
  });
  afterAll(() => server.close());

  const sourceOver = (lines: readonly Meant[], maxEntries?: number) => {
    server.answerWith(
      lokiStandIn(
        lines.map(({ kept }) => kept),
        maxEntries,
      ),
    );
    return new LokiLogSource(new LokiClient(upstreamFor('Loki', server.url)), {
      id: 'Loki test',
      refreshMs: 1,
      serviceLabel: 'service_name',
    });
  };

  it('brings in pages what is asked for, once and newest first, wherever a line says what it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        meantLines,
        narrowing,
        fc.integer({ min: 1, max: 15 }),
        async (lines, wanted, limit) => {
          const source = sourceOver(lines);
          const rows: LineRow[] = [];
          let after: string | undefined;
          let pages = 0;
          do {
            const found = await source.lines(
              { services: ['pricing'], range: RANGE, ...wanted, limit, after },
              asking(),
            );
            expect(found.missing).toBeUndefined();
            rows.push(...found.rows);
            after = found.next;
            pages += 1;
          } while (after !== undefined && pages < 200);
          expect(after).toBeUndefined();
          const ids = rows.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          const times = rows.map(({ timeUnixNano }) => timeUnixNano);
          expect(times).toEqual(
            [...times].sort((a, b) => (a < b ? 1 : Number(a > b) * -1)),
          );
          const isWanted = isMeant(wanted);
          const kept = rows.filter(row =>
            isWanted({
              version: row.version,
              environment: row.environment,
              level: row.level,
              text: row.body,
            }),
          );
          const numbers = (found: readonly string[]) => [...found].sort();
          expect(numbers(kept.map(row => JSON.stringify(readAs(row))))).toEqual(
            numbers(
              lines.filter(isWanted).map(meant =>
                JSON.stringify({
                  version: meant.version,
                  environment: meant.environment,
                  level: meant.level,
                  text: meant.kept.line.startsWith('{')
                    ? meant.text
                    : meant.kept.line,
                }),
              ),
            ),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts every line once, by what it says of itself', async () => {
    await fc.assert(
      fc.asyncProperty(meantLines, narrowing, async (lines, wanted) => {
        const { rows } = await sourceOver(lines).counts(
          { services: ['pricing'], range: RANGE, ...wanted, step: 60 },
          asking(),
        );
        const isWanted = isMeant(wanted);
        const tally = (
          all: ReadonlyArray<{
            fromMs: number;
            level: string;
            version?: string;
            environment?: string;
            lines: number;
          }>,
        ) => {
          const sums = new Map<string, number>();
          for (const row of all) {
            const key = `${row.fromMs} ${row.level} ${row.version} ${row.environment}`;
            sums.set(key, (sums.get(key) ?? 0) + row.lines);
          }
          return [...sums].sort();
        };
        expect(
          tally(
            rows.filter(row =>
              isMeant({ ...wanted, text: undefined })({
                version: row.version,
                environment: row.environment,
                level: row.level,
                text: '',
              }),
            ),
          ),
        ).toEqual(
          tally(
            lines.filter(isWanted).map(meant => ({
              ...meant,
              fromMs: Math.floor(Number(meant.kept.timeNano) / 6e10) * 60_000,
              lines: 1,
            })),
          ),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('finds the lines of a trace, whatever the field is called, and only those', async () => {
    await fc.assert(
      fc.asyncProperty(meantLines, async lines => {
        const { rows } = await sourceOver(lines).trace(
          { traceId: TRACE, range: RANGE, limit: 1_000 },
          asking(),
        );
        expect(rows).toHaveLength(
          lines.filter(({ traceId }) => traceId === TRACE).length,
        );
        const times = rows.map(({ timeUnixNano }) => timeUnixNano);
        expect(times).toEqual(
          [...times].sort((a, b) => (a < b ? -1 : Number(a > b))),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('brings a long line whole up to its bound, and says of a longer one how much is not there', async () => {
    const lineOf = (length: number, at: number): Meant => ({
      level: 'unknown',
      text: '',
      kept: {
        timeNano: BigInt(T0 + at) * 1_000_000n,
        line: 'x'.repeat(length),
        stream: { service_name: 'pricing' },
        metadata: {},
      },
    });
    const { rows } = await sourceOver([
      lineOf(20_000, 2),
      lineOf(70_000, 1),
    ]).lines({ services: ['pricing'], range: RANGE, limit: 10 }, asking());
    expect(rows.map(({ body, cut }) => [body.length, cut])).toEqual([
      [20_000, 0],
      [65_536, 4_464],
    ]);
  });

  it('says that lines of one moment are missing where Loki allows fewer, and goes on behind them', async () => {
    const lineAt = (timeMs: number, line: string): Meant => ({
      level: 'unknown',
      text: '',
      kept: {
        timeNano: BigInt(timeMs) * 1_000_000n,
        line,
        stream: { service_name: 'pricing' },
        metadata: {},
      },
    });
    const source = sourceOver(
      [
        lineAt(T0 + 1, 'older'),
        ...Array.from({ length: 30 }, (_, at) => lineAt(T0 + 2, `line ${at}`)),
      ],
      20,
    );
    const bodies: string[] = [];
    const missing = new Set<string>();
    let after: string | undefined;
    do {
      const found = await source.lines(
        { services: ['pricing'], range: RANGE, limit: 10, after },
        asking(),
      );
      bodies.push(...found.rows.map(({ body }) => body));
      found.missing?.forEach(what => missing.add(what));
      after = found.next;
    } while (after !== undefined && bodies.length < 100);
    expect(bodies).toHaveLength(21);
    expect(bodies[20]).toBe('older');
    expect([...missing]).toEqual([
      'Loki test holds more than 20 lines of one moment; the others cannot be asked for',
    ]);
  });
});
