import { unknownCursor } from '@sextant/plugin-kit-node';

/**
 * How many items stand before a page.
 *
 * @throws InputError
 */
export function readOffset(cursor: string | undefined): number {
  if (!cursor) {
    return 0;
  }
  if (!/^\d{1,7}$/.test(cursor)) {
    throw unknownCursor(cursor);
  }
  return Number(cursor);
}
