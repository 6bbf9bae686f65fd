import type { EmptyReason, Provenance } from '@sextant/plugin-kit-common';

/** What is to be known beside an answer. @public */
export interface AnswerNotes {
  /** When it was had, milliseconds since the epoch. */
  atMs: number;
  provenance: readonly Provenance[];
  /** Why it has not been refreshed since; absent where it has. */
  staleReason?: string;
  /** True while the answer to a later question is waited for, and this is the one to a former. */
  isFormer: boolean;
  isRefreshing: boolean;
  refresh: () => void;
}

/**
 * What became of a question. There is no answer to read where none was had: whoever shows something says
 * what they show while it loads, where it failed, where parts are missing and where there is nothing.
 *
 * - `off`: who would answer is not installed, or nothing was asked
 * - `failed`: there is no answer, or an empty one of which parts are missing: nobody knows that there is nothing
 * - `empty`: there is nothing, and this is why
 * - `partial`: an answer, and what is missing of it
 *
 * @public
 */
export type Result<T> =
  | { state: 'off' }
  | { state: 'loading' }
  | { state: 'failed'; reason: string; retry: () => void }
  | { state: 'empty'; why: EmptyReason; notes: AnswerNotes }
  | {
      state: 'partial';
      data: T;
      missing: readonly string[];
      notes: AnswerNotes;
    }
  | { state: 'ok'; data: T; notes: AnswerNotes };

/** The same result of something made from its answer. @public */
export function mapResult<T, U>(
  result: Result<T>,
  make: (data: T) => U,
): Result<U> {
  return result.state === 'ok' || result.state === 'partial'
    ? { ...result, data: make(result.data) }
    : result;
}

/**
 * What controls and colours are made from while the answer is not known. Never for a statement: the
 * stand-in looks like an answer.
 *
 * @public
 */
export function whileUnknown<T, U>(result: Result<T>, standIn: U): T | U {
  return result.state === 'ok' || result.state === 'partial'
    ? result.data
    : standIn;
}

/** What stands in a cell or line in place of an answer that is not there. @public */
export function unknownText(result: Result<unknown>): string | undefined {
  switch (result.state) {
    case 'loading':
      return '…';
    case 'failed':
      return `not known: ${result.reason}`;
    case 'partial':
      return `not all known: ${result.missing.join('; ')}`;
    default:
      return undefined;
  }
}
