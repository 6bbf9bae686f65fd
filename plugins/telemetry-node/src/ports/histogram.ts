/**
 * How many durations fell into which bucket. `counts` has one more entry than `bounds`: bucket *i* holds
 * what is over `bounds[i - 1]` and not over `bounds[i]`, the last what is over every bound.
 *
 * @public
 */
export interface Histogram {
  /** Upper bounds in seconds, rising. */
  bounds: readonly number[];
  /** Need not be whole: an upstream may extrapolate. */
  counts: readonly number[];
  /** How durations are taken to be spread inside a bucket. */
  spread: 'even' | 'logarithmic';
}
