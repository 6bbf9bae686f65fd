/**
 * Several values in one parameter, with commas between. A comma or backslash of a value has a backslash
 * before it.
 *
 * @public
 */
export function joinList(values: readonly string[]): string {
  return values
    .map(value => value.replace(/[\\,]/g, character => `\\${character}`))
    .join(',');
}

/** Undoes {@link joinList}; space around a value, and values of nothing else, are left out. @public */
export function splitList(text: string): string[] {
  const values = [''];
  for (const [, escaped, plain] of text.matchAll(/\\([\\,])|([^])/g)) {
    if (plain === ',') {
      values.push('');
    } else {
      values[values.length - 1] += escaped ?? plain;
    }
  }
  return values.map(value => value.trim()).filter(Boolean);
}
