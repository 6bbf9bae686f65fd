import { ServiceUnavailableError } from '@backstage/errors';

/**
 * What databases say when they cannot write at the moment: disk full, gone, or starting. SQLite has ended a
 * transaction by itself then, and ending it once more is what fails in the end.
 *
 * Source: SQLite, "Result codes"; PostgreSQL, "Error codes", classes 08, 53 and 57.
 */
const TROUBLE = /^(?:SQLITE_(?:FULL|IOERR|READONLY|CANTOPEN)|08|53|57)/;
const ENDED = 'cannot rollback - no transaction is active';

/** Throws what a sender may send again as such, everything else as it is. */
export function asUnavailable(error: unknown): never {
  const code = Object(error).code;
  if (
    (typeof code === 'string' && TROUBLE.test(code)) ||
    (error instanceof Error && error.message.includes(ENDED))
  ) {
    throw new ServiceUnavailableError(
      'The ledger cannot be written at the moment; send it again',
    );
  }
  throw error;
}
