/** Datadog's: an id in decimal, which says another one in hex. */
const DECIMAL = /^\d{17,20}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A trace's or span's id as loggers write it: in any case, with a UUID's dashes, without leading zeros.
 *
 * @param digits - 32 for a trace, 16 for a span.
 * @returns Lower-case hex of full length; undefined for what is no id.
 * @public
 */
export function idFromText(text: string, digits: number): string | undefined {
  const lower = text.trim().toLocaleLowerCase('en-US');
  const id = UUID.test(lower) ? lower.replaceAll('-', '') : lower;
  return /^[0-9a-f]{8,}$/.test(id) &&
    !/^0+$/.test(id) &&
    !DECIMAL.test(id) &&
    id.length <= digits
    ? id.padStart(digits, '0')
    : undefined;
}
