/**
 * ESC [ … and ESC ] … BEL or ST. Source: ECMA-48, control sequences and strings.
 */
const SEQUENCES =
  // eslint-disable-next-line no-control-regex -- They are what is looked for.
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;

/** Text without the colours and links that a terminal would show. @public */
export function withoutAnsi(text: string): string {
  return text.includes('\u001b') ? text.replace(SEQUENCES, '') : text;
}
