import { InputError } from '@backstage/errors';

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
    throw new InputError(
      `cursor: found ${JSON.stringify(
        cursor,
      )}, allowed the nextCursor of an earlier answer`,
    );
  }
  return Number(cursor);
}
