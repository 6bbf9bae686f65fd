import { InputError } from '@backstage/errors';

/** What a reader is told whose cursor no answer gave. @public */
export function unknownCursor(cursor: string, cause?: unknown): InputError {
  return new InputError(
    `cursor: found ${JSON.stringify(
      cursor.slice(0, 40),
    )}, allowed the nextCursor of an earlier answer`,
    cause,
  );
}
