import { Provenance } from '@sextant/plugin-kit-common';

const STATEMENT = /^\s*(?:select|insert|with|update|delete)\b/i;

/** An answer made of several sources': where it came from, and what could not be had. */
export interface Joined<T> {
  data: T;
  provenance: Provenance[];
  missing: string[];
}

/** The same answer with other data. */
export function withData<T>(joined: Joined<unknown>, data: T): Joined<T> {
  return { ...joined, data };
}

/** The same answer, its versions named by another source of versions. */
export function namedBy<T>(joined: Joined<T>, rung: string): Joined<T> {
  return {
    ...joined,
    provenance: joined.provenance.map(provenance => ({ ...provenance, rung })),
  };
}

/** The same answer, with something to know about it beside where it came from. */
export function warned<T>(
  joined: Joined<T>,
  warning: string | undefined,
): Joined<T> {
  const [first, ...others] = joined.provenance;
  return warning === undefined || first === undefined
    ? joined
    : {
        ...joined,
        provenance: [
          { ...first, warnings: [...first.warnings, warning] },
          ...others,
        ],
      };
}

/** A failure in one sentence. */
export function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // A database's error begins with what it was asked, which is nobody's business.
  return STATEMENT.test(text)
    ? `the store could not answer: ${text.split(' - ').pop()}`
    : text;
}
