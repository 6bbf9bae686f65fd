/** What a column is sorted by; null is not known. @public */
export type SortValue = string | number | null | undefined;

const collator = new Intl.Collator(undefined, { numeric: true });

/**
 * Rows by a value, both ways. What is not known is last either way, and equal rows stay as they were.
 *
 * @public
 */
export function sortRows<T>(
  rows: readonly T[],
  valueOf: (row: T) => SortValue,
  direction: 'ascending' | 'descending',
): T[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows
    .map(row => ({ row, value: valueOf(row) ?? null }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) {
        return Number(a.value === null) - Number(b.value === null);
      }
      return sign * compare(a.value, b.value);
    })
    .map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : collator.compare(String(a), String(b));
}
