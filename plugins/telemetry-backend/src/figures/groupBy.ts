/** Items by key, in the order in which keys first came. Keys are made of parts that may hold anything. */
export function groupBy<T>(
  items: Iterable<T>,
  keyOf: (item: T) => readonly unknown[],
): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group) {
      group.push(item);
    } else {
      groups.set(key, [item]);
    }
  }
  return [...groups.values()];
}
