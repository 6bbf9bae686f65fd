import * as fc from 'fast-check';
import { sortRows } from './sortRows';

describe('sorting rows', () => {
  it.each([
    ['ascending', [null, 3, 1, undefined, 2], [1, 2, 3, null, undefined]],
    ['descending', [null, 3, 1, undefined, 2], [3, 2, 1, null, undefined]],
    ['ascending', ['1.10.0', '1.9.0'], ['1.9.0', '1.10.0']],
  ] as const)('%s, with what is not known last', (direction, rows, sorted) => {
    expect(sortRows([...rows], row => row, direction)).toEqual(sorted);
  });

  it('keeps all rows, and equal ones in their order', () => {
    const row = fc.record({
      id: fc.nat(),
      by: fc.option(fc.integer({ min: 0, max: 3 })),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { selector: ({ id }) => id }),
        fc.constantFrom('ascending' as const, 'descending' as const),
        (rows, direction) => {
          const sorted = sortRows(rows, ({ by }) => by, direction);
          expect([...sorted].sort((a, b) => a.id - b.id)).toEqual(
            [...rows].sort((a, b) => a.id - b.id),
          );
          for (const value of [0, 1, 2, 3, null]) {
            const of = (list: typeof rows) =>
              list.filter(({ by }) => by === value).map(({ id }) => id);
            expect(of(sorted)).toEqual(of(rows));
          }
        },
      ),
    );
  });
});
