/** A condition on a label. */
export interface Matcher {
  label: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

const LEGACY_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Text in double quotes, as PromQL reads it. */
export function quote(text: string): string {
  return `"${text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')}"`;
}

/** Text that matches itself in a regular expression of RE2. */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** A label's name; quoted where it is outside the old alphabet. */
export function labelName(label: string): string {
  return LEGACY_LABEL.test(label) ? label : quote(label);
}

/** `name{label="value"}`; names outside the old alphabet go inside the braces. */
export function selector(
  name: string,
  matchers: readonly Matcher[] = [],
): string {
  const conditions = matchers.map(condition);
  if (LEGACY_NAME.test(name)) {
    return conditions.length > 0 ? `${name}{${conditions.join(',')}}` : name;
  }
  return `{${[quote(name), ...conditions].join(',')}}`;
}

/** `{label="value"}`: series of whatever name. */
export function anySelector(matchers: readonly Matcher[]): string {
  return `{${matchers.map(condition).join(',')}}`;
}

export function condition({ label, op, value }: Matcher): string {
  return `${labelName(label)}${op}${quote(value)}`;
}

/** One of several values. */
export function oneOf(label: string, values: readonly string[]): Matcher {
  return values.length === 1
    ? { label, op: '=', value: values[0] }
    : { label, op: '=~', value: values.map(literal).join('|') };
}

/** `sum by (labels) (expression)`. */
export function aggregate(
  operator: string,
  labels: readonly string[],
  expression: string,
): string {
  return `${operator} by (${labels.map(labelName).join(', ')}) (${expression})`;
}
