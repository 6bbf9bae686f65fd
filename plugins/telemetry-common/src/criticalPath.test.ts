import * as fc from 'fast-check';
import { criticalPath, SpanColumns } from './criticalPath';

function columns(
  rows: Array<[parent: number, start: number, duration: number, kind?: number]>,
): SpanColumns {
  return {
    parent: rows.map(row => row[0]),
    start: rows.map(row => row[1]),
    duration: rows.map(row => row[2]),
    kind: rows.map(row => row[3] ?? 1),
  };
}

describe('criticalPath', () => {
  it('follows the child that was waited for last, and gives gaps to the parent', () => {
    expect(
      criticalPath(
        columns([
          [-1, 0, 100],
          [0, 10, 20],
          [0, 35, 50],
          [2, 40, 30],
        ]),
      ),
    ).toEqual([
      { span: 0, from: 0, to: 10 },
      { span: 1, from: 10, to: 30 },
      { span: 0, from: 30, to: 35 },
      { span: 2, from: 35, to: 40 },
      { span: 3, from: 40, to: 70 },
      { span: 2, from: 70, to: 85 },
      { span: 0, from: 85, to: 100 },
    ]);
  });

  it('leaves out a shorter sibling that ran at the same time', () => {
    const spans = criticalPath(
      columns([
        [-1, 0, 100],
        [0, 0, 90],
        [0, 5, 50],
      ]),
    ).map(segment => segment.span);
    expect(spans).toEqual([1, 0]);
  });

  it('does not wait for producers and consumers', () => {
    expect(
      criticalPath(
        columns([
          [-1, 0, 10],
          [0, 2, 90, 4],
        ]),
      ),
    ).toEqual([{ span: 0, from: 0, to: 10 }]);
  });

  it('is nothing of nothing', () => {
    expect(criticalPath(columns([]))).toEqual([]);
  });

  it('begins at the longest root, the first of equals', () => {
    const ofRoots = (...durations: number[]) =>
      criticalPath(
        columns(
          durations.map((duration): [number, number, number] => [
            -1,
            0,
            duration,
          ]),
        ),
      ).map(({ span }) => span);
    expect(ofRoots(5, 9, 7)).toEqual([1]);
    expect(ofRoots(9, 9)).toEqual([0]);
  });

  it('does not wait for a consumer, nor for a child that took no time', () => {
    expect(
      criticalPath(
        columns([
          [-1, 0, 10],
          [0, 2, 5, 5],
          [0, 4, 0],
        ]),
      ),
    ).toEqual([{ span: 0, from: 0, to: 10 }]);
  });

  it('cuts a child that outlives its parent', () => {
    expect(
      criticalPath(
        columns([
          [-1, 0, 10],
          [0, 4, 60],
        ]),
      ),
    ).toEqual([
      { span: 0, from: 0, to: 4 },
      { span: 1, from: 4, to: 10 },
    ]);
  });

  it('covers the root once, without overlap, for any trace', () => {
    const spans = fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(1000),
        fc.nat(1000),
        fc.integer({ min: 1, max: 5 }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        spans,
        (duration, rows) => {
          const trace = columns([
            [-1, 0, duration],
            ...rows.map(
              (
                [parent, start, length, kind],
                index,
              ): [number, number, number, number] => [
                parent % (index + 1),
                start,
                Math.min(length, duration),
                kind,
              ],
            ),
          ]);
          const path = criticalPath(trace);
          const covered = path.reduce(
            (sum, segment) => sum + segment.to - segment.from,
            0,
          );
          expect(covered).toBe(duration);
          for (const [index, segment] of path.entries()) {
            expect(segment.from).toBe(index === 0 ? 0 : path[index - 1].to);
          }
        },
      ),
    );
  });
});
