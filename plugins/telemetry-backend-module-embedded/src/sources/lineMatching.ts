import { LineFilter } from '@sextant/plugin-telemetry-node';
import { Conditions, Row } from './rows';

/**
 * Narrows to lines that may contain a text, whatever its case. Databases do not agree on the case of
 * letters beyond ASCII, so that any character may stand for one here; {@link containsText} decides.
 */
export function mayContain(conditions: Conditions, text: string): Conditions {
  const pattern = `%${[...text.toLocaleLowerCase('en-US')]
    .map(char => {
      if (char > '\u007f' || 'iks'.includes(char)) {
        // A letter's other case may be longer (ß is SS), and outside of ASCII: İ, the Kelvin sign K, ſ.
        return '%';
      }
      return /[\\%_]/.test(char) ? `\\${char}` : char;
    })
    .join('')}%`;
  return conditions.and(
    `(LOWER(l.body) LIKE ? ESCAPE '\\' OR LOWER(l.attributes) LIKE ? ESCAPE '\\')`,
    pattern,
    pattern,
  );
}

/** True for a stored line that contains a text in its body or attributes, whatever the case. */
export function containsText(row: Row, text: string): boolean {
  const wanted = fold(text);
  return (
    fold(String(row.body)).includes(wanted) ||
    fold(String(row.attributes)).includes(wanted)
  );
}

/** Upper case first: letters that only differ in their lower case become one. */
function fold(text: string): string {
  return text.toLocaleUpperCase('en-US').toLocaleLowerCase('en-US');
}

/** Narrows by what needs no look into the line. */
export function lineConditions(
  { levels, traceId }: LineFilter,
  conditions: Conditions,
): Conditions {
  conditions.in('l.level', levels);
  return traceId ? conditions.and('l.trace_id = ?', traceId) : conditions;
}
