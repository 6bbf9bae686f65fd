const SAMPLES = 16;
const MAX_DEPTH = 6;

/**
 * About how many bytes a value takes in memory, without looking at all of it: of a long list, some
 * entries stand for the others.
 *
 * @public
 */
export function roughBytes(value: unknown, depth = 0): number {
  if (typeof value === 'string') {
    return 16 + value.length * 2;
  }
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) {
    return 8;
  }
  if (ArrayBuffer.isView(value)) {
    return value.byteLength;
  }
  if (Array.isArray(value)) {
    return 16 + meanOf(value, depth) * value.length;
  }
  if (value instanceof Map || value instanceof Set) {
    return (
      32 +
      [...value].reduce<number>(
        (sum, entry) => sum + 16 + roughBytes(entry, depth + 1),
        0,
      )
    );
  }
  let sum = 32;
  for (const [key, held] of Object.entries(value)) {
    sum += 8 + key.length + roughBytes(held, depth + 1);
  }
  return sum;
}

function meanOf(list: readonly unknown[], depth: number): number {
  if (list.length === 0) {
    return 0;
  }
  const every = Math.max(1, Math.floor(list.length / SAMPLES));
  let sum = 0;
  let looked = 0;
  for (let at = 0; at < list.length; at += every) {
    sum += roughBytes(list[at], depth + 1);
    looked += 1;
  }
  return sum / looked;
}
