/** What no database of the portal's stores as text: NUL, and halves of characters. */
const UNSTORABLE = /[\0\p{Cs}]/u;
const UNSTORABLE_ALL = /[\0\p{Cs}]/gu;

/**
 * Text as it can be stored and sent by everything: NUL and lone surrogates become U+FFFD, and a cut never
 * goes through the middle of a character.
 *
 * @param max - UTF-16 units that are kept at most.
 * @public
 */
export function cleanText(text: string, max = Infinity): string {
  const cut = text.length > max ? cutAt(text, max) : text;
  return UNSTORABLE.test(cut) ? cut.replace(UNSTORABLE_ALL, '\ufffd') : cut;
}

/** The beginning of a text; one unit shorter where the cut would halve a character. */
function cutAt(text: string, max: number): string {
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** What no name, filter or time is written with. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** True for text without control characters and halves of characters. @public */
export function noControlCharacters(text: string): boolean {
  return !CONTROL.test(text);
}

/** True for text that every database of the portal stores as it is. @public */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}
