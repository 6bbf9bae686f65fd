import * as fc from 'fast-check';
import { placeMarkers } from './placeMarkers';

const RANGE = { fromMs: 0, toMs: 1_000 };
const mark = (timeMs: number, text: string) => ({ timeMs, text });

describe('marks on an axis', () => {
  it('have their words where there is room, on the side that has it', () => {
    const marks = placeMarkers(
      [
        mark(990, 'canary weight 12 % to 35 %'),
        mark(100, '2.2.0 deployed'),
        mark(1_500, 'later'),
      ],
      RANGE,
      1_000,
    );
    expect(marks.map(({ label, side, x }) => [label, side, x])).toEqual([
      ['2.2.0 deployed', 'right', 100],
      ['canary weight 12 % to 35 %', 'left', 990],
    ]);
  });

  it('become one where they could not be told apart', () => {
    const [only, ...others] = placeMarkers(
      [mark(500, '2.3.0 deployed'), mark(505, 'config: ttl')],
      RANGE,
      1_000,
    );
    expect(others).toEqual([]);
    expect(only.label).toBe('2 changes');
    expect(only.markers.map(({ text }) => text)).toEqual([
      '2.3.0 deployed',
      'config: ttl',
    ]);
  });

  it('never lose one, and no words meet another mark or leave the axis', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            timeMs: fc.integer({ min: 0, max: 1_000 }),
            text: fc.string({ maxLength: 60 }),
          }),
        ),
        fc.integer({ min: 0, max: 2_000 }),
        (markers, width) => {
          const marks = placeMarkers(markers, RANGE, width);
          expect(marks.flatMap(placed => placed.markers)).toHaveLength(
            markers.length,
          );
          let taken = 0;
          for (const { x, label, side } of marks) {
            const length = label === undefined ? 0 : 14 + label.length * 6;
            const [start, end] =
              side === 'left' ? [x - length, x] : [x, x + length];
            expect(start).toBeGreaterThanOrEqual(Math.min(x, taken));
            expect(end).toBeLessThanOrEqual(Math.max(x, width));
            taken = Math.max(taken, end);
          }
        },
      ),
    );
  });
});
