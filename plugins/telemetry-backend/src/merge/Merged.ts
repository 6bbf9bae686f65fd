import { Provenance } from '@sextant/plugin-telemetry-common';
import { Answers } from './SourceGroup';

/** One answer made of several sources', with where each came from and what is missing. */
export interface Merged<T> {
  data: T;
  provenance: Provenance[];
  missing: string[];
}

/** Joins the answers of several sources; that of one alone stays as it is. */
export function merge<T, R = T>(
  { answers, missing }: Answers<T>,
  join: (parts: T[]) => R,
): Merged<R> {
  return {
    data: join(answers.map(({ data }) => data)),
    provenance: answers.map(({ provenance }) => provenance),
    missing: [...missing, ...answers.flatMap(answer => answer.missing ?? [])],
  };
}
