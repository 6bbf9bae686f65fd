/** Requests that are made before any is measured. */
const WARM_UP = 50;

/** How often one takes longer than the other: a half where they cannot be told apart. @public */
export function areaUnderCurve(
  one: readonly number[],
  other: readonly number[],
): number {
  let over = 0;
  for (const x of one) {
    for (const y of other) {
      over += x > y ? 1 : Number(x === y) / 2;
    }
  }
  return over / (one.length * other.length);
}

/**
 * Asks two things in turns, now one first and now the other, and compares how long they take.
 *
 * @returns The area under the curve of `one` against `other`.
 * @public
 */
export async function compareTimes(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  requests: number,
): Promise<number> {
  const took: [number[], number[]] = [[], []];
  for (let nth = 0; nth < requests + WARM_UP; nth += 1) {
    for (const which of nth % 2 ? ([0, 1] as const) : ([1, 0] as const)) {
      const started = performance.now();
      await [one, other][which]();
      if (nth >= WARM_UP) {
        took[which].push(performance.now() - started);
      }
    }
  }
  return areaUnderCurve(...took);
}
