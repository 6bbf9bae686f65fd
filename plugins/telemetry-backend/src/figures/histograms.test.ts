import { Histogram } from '@sextant/plugin-telemetry-node';
import fc from 'fast-check';
import { addHistograms, quantileOf } from './histograms';

const boundsOf = fc
  .uniqueArray(fc.integer({ min: 1, max: 10_000 }), {
    minLength: 1,
    maxLength: 12,
  })
  .map(values => values.sort((a, b) => a - b).map(value => value / 1000));

/** Durations, as they fall into buckets. */
function fill(
  durations: readonly number[],
  bounds: readonly number[],
  spread: Histogram['spread'] = 'even',
): Histogram {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const duration of durations) {
    const bucket = bounds.findIndex(bound => duration <= bound);
    counts[bucket < 0 ? bounds.length : bucket] += 1;
  }
  return { bounds, counts, spread };
}

const durations = fc.array(
  fc.integer({ min: 1, max: 12_000 }).map(ms => ms / 1000),
  { minLength: 1, maxLength: 80, size: 'max' },
);
const spread = fc.constantFrom<Histogram['spread']>('even', 'logarithmic');
const totalOf = ({ counts }: Histogram) =>
  counts.reduce((sum, count) => sum + count, 0);

describe('quantiles of histograms', () => {
  it('lie in the bucket that the true quantile lies in, or are told to be beyond', () => {
    fc.assert(
      fc.property(
        durations,
        boundsOf,
        spread,
        fc.constantFrom(0.5, 0.9, 0.95, 0.99),
        (values, bounds, how, q) => {
          const found = quantileOf(fill(values, bounds, how), q);
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.ceil(q * sorted.length - 1e-9) - 1];
          const bucket = bounds.findIndex(bound => exact <= bound);
          const upper = bounds[bucket] ?? Infinity;
          const lower = bucket === 0 ? 0 : bounds.at(bucket - 1) ?? 0;
          expect(found?.isBeyond).toBe(bucket < 0);
          const seconds = found?.seconds ?? NaN;
          expect(bucket < 0 ? seconds : bounds.at(-1)).toBe(bounds.at(-1));
          expect(bucket < 0 || seconds >= lower - 1e-9).toBe(true);
          expect(bucket < 0 || seconds <= upper + 1e-9).toBe(true);
        },
      ),
    );
  });

  it('know nothing where nothing was counted', () => {
    expect(
      quantileOf({ bounds: [1], counts: [0, 0], spread: 'even' }, 0.5),
    ).toBeUndefined();
  });

  // Worked by hand: 10 of 20 up to 0.1 s, all up to 0.2 s.
  it.each([
    [0.25, 0.05],
    [0.5, 0.1],
    [0.75, 0.15],
    [1, 0.2],
  ])('are interpolated evenly: %d at %d s', (q, seconds) => {
    const histogram = {
      bounds: [0.1, 0.2],
      counts: [10, 10, 0],
      spread: 'even' as const,
    };
    expect(quantileOf(histogram, q)?.seconds).toBeCloseTo(seconds, 9);
  });
});

describe('sums of histograms', () => {
  it('are those of all durations together where the bounds are equal', () => {
    fc.assert(
      fc.property(
        fc.array(durations, { minLength: 1, maxLength: 5 }),
        boundsOf,
        spread,
        (parts, bounds, how) => {
          const sum = addHistograms(
            parts.map(values => fill(values, bounds, how)),
          );
          expect(sum).toEqual({
            histogram: fill(parts.flat(), bounds, how),
            isEstimated: false,
          });
        },
      ),
    );
  });

  it('keep every duration and move none over a bound that it was told under, whatever the bounds', () => {
    fc.assert(
      fc.property(
        durations,
        durations,
        boundsOf,
        boundsOf,
        spread,
        (a, b, boundsA, boundsB, how) => {
          const [first, second] = [
            fill(a, boundsA, how),
            fill(b, boundsB, how),
          ];
          const sum = addHistograms([first, second]);
          const histogram = sum?.histogram ?? first;
          expect(totalOf(histogram)).toBeCloseTo(a.length + b.length, 6);
          const upTo = (of: Histogram, bound: number) =>
            of.counts
              .slice(0, of.bounds.filter(one => one <= bound).length)
              .reduce((all, count) => all + count, 0);
          for (const bound of boundsA.filter(one => boundsB.includes(one))) {
            expect(upTo(histogram, bound)).toBeCloseTo(
              upTo(first, bound) + upTo(second, bound),
              6,
            );
          }
          expect(histogram.counts.every(count => count >= 0)).toBe(true);
        },
      ),
    );
  });
});
