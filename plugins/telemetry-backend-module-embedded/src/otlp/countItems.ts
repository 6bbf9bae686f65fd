const OPENING_BRACE = 0x7b;
const LENGTH_DELIMITED = 2;
/** Requests hold resources, these scopes, and these spans, points or records. */
const LEVELS: ReadonlyArray<number> = [1, 2, 2];

/** Objects in a JSON text; those in quotes are counted too. */
export function countBraces(body: Buffer): number {
  let count = 0;
  for (
    let at = body.indexOf(OPENING_BRACE);
    at >= 0;
    at = body.indexOf(OPENING_BRACE, at + 1)
  ) {
    count += 1;
  }
  return count;
}

/**
 * Resources, scopes and items of a protobuf export request, counted without decoding it. What is no such
 * message is counted as far as it can be read.
 *
 * Source: Protocol Buffers, "Encoding".
 */
export function countMessages(body: Uint8Array): number {
  return countLevel(body, 0, body.length, 0);
}

function countLevel(
  body: Uint8Array,
  from: number,
  to: number,
  level: number,
): number {
  let count = 0;
  let at = from;
  while (at < to) {
    const tag = varint(body, at);
    at = tag.next;
    const wire = tag.value & 7;
    if (wire === LENGTH_DELIMITED) {
      const length = varint(body, at);
      const end = length.next + length.value;
      if (tag.value >>> 3 === LEVELS[level] && end <= to) {
        count += 1;
        if (level + 1 < LEVELS.length) {
          count += countLevel(body, length.next, end, level + 1);
        }
      }
      at = end;
    } else if (wire === 0) {
      at = varint(body, at).next;
    } else if (wire === 1 || wire === 5) {
      at += wire === 1 ? 8 : 4;
    } else {
      return count;
    }
  }
  return count;
}

/** A variable-length integer; its low 32 bits are enough here. */
function varint(body: Uint8Array, from: number) {
  let value = 0;
  let at = from;
  for (let shift = 0; at < body.length; shift += 7, at += 1) {
    if (shift < 32) {
      value |= (body[at] & 0x7f) << shift;
    }
    if (body[at] < 0x80) {
      break;
    }
  }
  return { value: value >>> 0, next: at + 1 };
}
