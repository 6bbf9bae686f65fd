import type { Provenance } from '@sextant/plugin-kit-common';

/** What a question may be narrowed by. @public */
export type Narrowing =
  | 'environments'
  | 'versions'
  | 'operation'
  | 'status'
  | 'duration'
  | 'text'
  | 'level'
  | 'trace'
  | 'attributes';

/** What a source answers. Shared between readers: it must not be changed. @public */
export interface SourceAnswer<T> {
  rows: readonly T[];
  /** What the source has narrowed by; the core does the rest. */
  applied: ReadonlySet<Narrowing>;
  /** Of a list: it was looked through back to this time (ms) and no further. Whole when undefined. */
  completeTo?: number;
  /** Of a list: the position behind the last row, or where looking stopped. Undefined at its end. */
  next?: string;
  provenance: Provenance;
  /** Parts of the answer that could not be had, in one sentence each. */
  missing?: readonly string[];
}

/** A row of a list, newest first. @public */
export interface Positioned {
  /** Where the list goes on behind this row; the source's own words. */
  position: string;
}
