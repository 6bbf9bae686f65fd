/** What databases say of values that they can never hold. */
const SQLITE = /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/;
/**
 * Source: PostgreSQL, "Error codes": data exceptions, integrity constraints, and limits of the program
 * such as the size of an index row.
 */
const POSTGRES = /^(22|23|54)/;

/** True for a failure that the values themselves are the reason of, whoever writes them and when. */
export function isAboutTheData(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) {
    return true;
  }
  const code =
    error instanceof Error ? String(Reflect.get(error, 'code') ?? '') : '';
  return SQLITE.test(code) || (code.length === 5 && POSTGRES.test(code));
}
