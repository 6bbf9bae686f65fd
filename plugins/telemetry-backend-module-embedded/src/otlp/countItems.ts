import protobuf from 'protobufjs';

const OPENING_BRACE = 0x7b;
const LENGTH_DELIMITED = 2;
/** Deeper messages are counted as one too many. */
const MAX_DEPTH = 64;

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
 * Messages inside of a protobuf message, of every kind, counted without decoding it: an empty event or
 * attribute is two bytes and, decoded, a hundred. Ends as soon as there are more than allowed; what is no
 * such message is counted as far as it can be read.
 *
 * Source: Protocol Buffers, "Encoding".
 */
export function countMessages(
  body: Uint8Array,
  type: protobuf.Type,
  max: number,
): number {
  const counter = { left: max };
  countIn(body, 0, body.length, type, 0, counter);
  return max - counter.left;
}

function countIn(
  body: Uint8Array,
  from: number,
  to: number,
  type: protobuf.Type,
  depth: number,
  counter: { left: number },
) {
  if (depth > MAX_DEPTH) {
    counter.left = -1;
  }
  let at = from;
  while (at < to && counter.left >= 0) {
    const tag = varint(body, at);
    at = tag.next;
    const wire = tag.value & 7;
    if (wire === LENGTH_DELIMITED) {
      const length = varint(body, at);
      const end = length.next + length.value;
      const held = type.fieldsById[tag.value >>> 3]?.resolvedType;
      if (held instanceof protobuf.Type && end <= to) {
        counter.left -= 1;
        countIn(body, length.next, end, held, depth + 1, counter);
      }
      at = end;
    } else if (wire === 0) {
      at = varint(body, at).next;
    } else if (wire === 1 || wire === 5) {
      at += wire === 1 ? 8 : 4;
    } else {
      return;
    }
  }
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
