/** Where the nearest of rising numbers is; -1 where there are none. */
export function nearestIndex(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length - 1];
  if (high < 0) {
    return -1;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (rising[middle] <= value) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return value - rising[low] <= rising[high] - value ? low : high;
}
