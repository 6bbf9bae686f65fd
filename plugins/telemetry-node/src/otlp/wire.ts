import { InputError } from '@backstage/errors';
import { Attributes, AttributeValue } from '@sextant/plugin-telemetry-common';
import { cleanText } from '@sextant/plugin-kit-common';
import Long from 'long';

/**
 * Reads decoded OTLP messages. Protobuf and JSON differ in how ids (bytes or hex), 64-bit integers
 * (Long or decimal text) and enums come; everything above this file is the same for both.
 *
 * @public
 */
export type Message = Record<string, unknown>;

const NONE: readonly unknown[] = [];

/** A message, or an empty one where the field is left out.
 *
 * @public
 */
export function message(value: unknown, path: string): Message {
  if (value === undefined || value === null) {
    return {};
  }
  if (!isMessage(value)) {
    throw new InputError(`${path}: found ${typeof value}, allowed an object`);
  }
  return value;
}

/** A repeated field; an absent one is empty.
 *
 * @public
 */
export function list(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) {
    return NONE;
  }
  if (!Array.isArray(value)) {
    throw new InputError(`${path}: found ${typeof value}, allowed an array`);
  }
  return value;
}

/** Storable text, '' where none was sent.
 *
 * @public
 */
export function text(value: unknown, max = Infinity): string {
  return typeof value === 'string' ? cleanText(value, max) : '';
}

/** A whole number, 0 where none was sent.
 *
 * @throws InputError where something else was.
 * @public
 */
export function integer(value: unknown, path: string): number {
  if (value === undefined || value === null || value === '') {
    return 0;
  }
  const read = numeric(value);
  if (read === undefined || !Number.isFinite(read)) {
    throw new InputError(`${path}: found ${kindOf(value)}, allowed a number`);
  }
  return Math.trunc(read);
}

/** Lower-case hex of an id, or '' when it is absent, of a wrong size, or all zeros.
 *
 * @public
 */
export function identifier(value: unknown, bytes: number): string {
  let hex = '';
  if (value instanceof Uint8Array) {
    hex = Buffer.from(
      value.buffer,
      value.byteOffset,
      value.byteLength,
    ).toString('hex');
  } else if (typeof value === 'string') {
    hex = value.toLowerCase();
  }
  return hex.length === bytes * 2 &&
    /^[0-9a-f]+$/.test(hex) &&
    !/^0+$/.test(hex)
    ? hex
    : '';
}

/** Nanoseconds since the epoch; 0n when absent.
 *
 * @public
 */
export function nanoseconds(value: unknown, path: string): bigint {
  if (value instanceof Long) {
    return (
      (BigInt(value.getHighBitsUnsigned()) << 32n) |
      BigInt(value.getLowBitsUnsigned())
    );
  }
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) {
    return BigInt(value);
  }
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) {
    return BigInt(Math.trunc(value));
  }
  if (value === undefined || value === null || value === '') {
    return 0n;
  }
  throw new InputError(
    `${path}: found ${kindOf(value)}, allowed decimal nanoseconds`,
  );
}

/** A double or 64-bit integer as a number; undefined for everything else.
 *
 * @public
 */
export function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  if (value instanceof Long) {
    return value.toNumber();
  }
  if (typeof value === 'string' && value !== '') {
    const parsed = Number(value);
    return Number.isNaN(parsed) ? undefined : parsed;
  }
  return undefined;
}

const MAX_KEY_LENGTH = 512;
const MAX_VALUE_LENGTH = 16_384;
const MAX_DEPTH = 8;

/** Attributes by key; values longer than 16 KiB are cut, nested values become JSON, and numbers that JSON
 * does not know (NaN, the infinities) text.
 *
 * @public
 */
export function attributes(value: unknown, path: string): Attributes {
  // Ordinary objects of the same keys share their shape; those without a prototype are written thrice as slowly.
  const read: Attributes = {};
  for (const entry of list(value, path)) {
    const { key, value: any } = message(entry, path);
    if (typeof key === 'string' && key !== '') {
      put(read, cleanText(key, MAX_KEY_LENGTH), attributeValue(any, path));
    }
  }
  return read;
}

/** `__proto__` is a key like any other. */
function put(read: Attributes, key: string, value: AttributeValue) {
  if (key === '__proto__') {
    Object.defineProperty(read, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    read[key] = value;
  }
}

/** One `AnyValue`.
 *
 * @public
 */
export function attributeValue(
  value: unknown,
  path: string,
  max = MAX_VALUE_LENGTH,
): AttributeValue {
  const plain = plainValue(value, path, 0);
  if (typeof plain === 'number' || typeof plain === 'boolean') {
    return plain;
  }
  if (plain === undefined) {
    return '';
  }
  const all = typeof plain === 'string' ? plain : JSON.stringify(plain);
  return all.length > max ? `${cleanText(all, max)}…` : cleanText(all);
}

function plainValue(value: unknown, path: string, depth: number): unknown {
  if (depth > MAX_DEPTH) {
    return '…';
  }
  const any = message(value, path);
  const stringValue = sent(any, 'stringValue');
  if (typeof stringValue === 'string') {
    return stringValue;
  }
  const boolValue = sent(any, 'boolValue');
  if (typeof boolValue === 'boolean') {
    return boolValue;
  }
  const intValue = sent(any, 'intValue');
  if (intValue !== undefined) {
    return wholeNumber(intValue);
  }
  const doubleValue = sent(any, 'doubleValue');
  if (doubleValue !== undefined) {
    const read = numeric(doubleValue);
    return read !== undefined && Number.isFinite(read)
      ? read
      : primitiveText(doubleValue);
  }
  const arrayValue = sent(any, 'arrayValue');
  if (isMessage(arrayValue)) {
    return list(arrayValue.values, path).map(item =>
      plainValue(item, path, depth + 1),
    );
  }
  const kvlistValue = sent(any, 'kvlistValue');
  if (isMessage(kvlistValue)) {
    return Object.fromEntries(
      list(kvlistValue.values, path).map(item => {
        const pair = message(item, path);
        return [text(pair.key), plainValue(pair.value, path, depth + 1)];
      }),
    );
  }
  const bytesValue = sent(any, 'bytesValue');
  return bytesValue instanceof Uint8Array
    ? Buffer.from(bytesValue).toString('base64')
    : primitiveText(bytesValue);
}

/** A 64-bit integer as a number where that is exact, else as text. */
function wholeNumber(value: unknown): AttributeValue | undefined {
  const read = primitiveText(value);
  const asNumber = Number(read);
  return Number.isSafeInteger(asNumber) ? asNumber : read;
}

/** Undefined for an object: what it would say of itself is its sender's. */
function primitiveText(value: unknown): string | undefined {
  if (value instanceof Long) {
    return value.toString();
  }
  return typeof value === 'object' || value === undefined
    ? undefined
    : String(value);
}

/** What was found, for an error text: a value that is short and plain, or its kind. */
function kindOf(value: unknown): string {
  return typeof value === 'object'
    ? 'an object'
    : cleanText(JSON.stringify(value) ?? typeof value, 60);
}

/**
 * A field of a oneof, if it is the one that was sent. Decoded protobuf messages show the defaults of
 * all the others too, through their prototype.
 *
 * @public
 */
export function sent(from: Message, field: string): unknown {
  const value = Object.hasOwn(from, field) ? from[field] : undefined;
  return value === null ? undefined : value;
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
