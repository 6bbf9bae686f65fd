import { SourceAnswer } from '@sextant/plugin-telemetry-node';
import fc from 'fast-check';
import { joinPages, Positions, readPositions, START } from './pages';
import { Outcome } from './SourceQuestion';

interface Row {
  id: string;
  timeMs: number;
  position: string;
}

/** A source's whole list, newest first; few times, so that many rows have the same. */
const list = (source: number): fc.Arbitrary<Row[]> =>
  fc
    .array(fc.integer({ min: 0, max: 12 }), { maxLength: 25, size: 'max' })
    .map(times =>
      times
        .sort((a, b) => b - a)
        .map((timeMs, at) => ({
          id: `${source}.${at}`,
          timeMs,
          position: String(at + 1),
        })),
    );

const sources = fc
  .integer({ min: 1, max: 3 })
  .chain(count =>
    fc.tuple(...Array.from({ length: count }, (_, at) => list(at))),
  );

/**
 * A page as a source gives it; one that looks no further than `looked` rows behind its position says how
 * far that was.
 */
function ask(
  name: string,
  rows: readonly Row[],
  before: Positions | undefined,
  limit: number,
  looked: number,
): Outcome<SourceAnswer<Row>> | undefined {
  if (before && before[name] === undefined) {
    return undefined;
  }
  const start = Number(before?.[name] || 0);
  // It stops between times: what is of one time is looked through together.
  let end = Math.min(rows.length, start + looked);
  while (
    end > start &&
    end < rows.length &&
    rows[end].timeMs === rows[end - 1].timeMs
  ) {
    end += 1;
  }
  const seen = rows.slice(start, Math.min(end, start + limit));
  const behind = start + seen.length;
  return {
    upstream: name,
    answer: {
      rows: seen,
      next: behind < rows.length ? String(behind) : undefined,
      completeTo:
        behind === end && end < rows.length ? rows[end - 1].timeMs : undefined,
      applied: new Set(),
      provenance: { source: name, warnings: [] },
    },
  };
}

/** What all sources answer; now and then one does not: its rows come later. */
function round(
  lists: readonly Row[][],
  positions: Positions | undefined,
  nth: number,
  how: { limit: number; looked: number; failing: readonly number[] },
): Array<Outcome<SourceAnswer<Row>>> {
  return lists.flatMap((rows, at): Array<Outcome<SourceAnswer<Row>>> => {
    const upstream = `s${at}`;
    const outcome = ask(upstream, rows, positions, how.limit, how.looked);
    if (!outcome) {
      return [];
    }
    return how.failing.includes(nth * lists.length + at)
      ? [{ upstream, failure: new Error('down') }]
      : [outcome];
  });
}

const ordering = {
  timeOf: (row: Row) => BigInt(row.timeMs),
  ofMs: (ms: number) => BigInt(ms),
};

describe('joinPages', () => {
  it('makes pages that put together are the whole list, in order, whatever is left out of it', () => {
    fc.assert(
      fc.property(
        sources,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(1, 2, 3),
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 5 }),
        (lists, limit, looked, everyNth, failing) => {
          const isKept = ({ id }: Row) =>
            Number(id.split('.')[1]) % everyNth === 0;
          const items: Row[] = [];
          let positions: Positions | undefined;
          let rounds = 0;
          do {
            const outcomes = round(lists, positions, rounds, {
              limit,
              looked,
              failing,
            });
            const page = joinPages(
              outcomes,
              positions,
              limit,
              ordering,
              isKept,
            );
            expect(page.items.length).toBeLessThanOrEqual(limit);
            items.push(...page.items);
            positions = page.positions;
            rounds += 1;
          } while (positions !== undefined && rounds < 500);
          expect(positions).toBeUndefined();
          const wanted = lists.flat().filter(isKept);
          expect(items.map(({ id }) => id).sort()).toEqual(
            wanted.map(({ id }) => id).sort(),
          );
          const times = items.map(({ timeMs }) => timeMs);
          const sorted = [...times].sort((a, b) => b - a);
          // Rows of a source that failed come out of order: nothing else may.
          expect(failing.length > 0 ? sorted : times).toEqual(sorted);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not pass over a source that cannot say how far it looked', () => {
    const row = { id: 'a', timeMs: 5, position: '1' };
    const answer = {
      applied: new Set<never>(),
      provenance: { source: 'x', warnings: [] },
    };
    const page = joinPages(
      [
        { upstream: 'a', answer: { ...answer, rows: [row] } },
        { upstream: 'b', answer: { ...answer, rows: [], next: '7' } },
      ],
      undefined,
      10,
      ordering,
      () => true,
    );
    expect(page).toMatchObject({
      items: [],
      positions: { a: START, b: '7' },
    });
  });

  it.each(['[]', '{"a":1}', 'x', `{"a":"${'x'.repeat(3_000)}"}`])(
    'refuses %.20s as positions',
    text => {
      expect(() => readPositions(text)).toThrow('cursor: found');
    },
  );
});
