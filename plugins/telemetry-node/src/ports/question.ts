import type { LogLevel } from '@sextant/plugin-telemetry-common';
import type { TimeRange } from '@sextant/plugin-kit-common';
import type { Choice } from './origin';

/** Annotations of the service's entity, of those that the upstream said it reads. @public */
export type EntityHints = Readonly<Record<string, string>>;

/** What every question to a source has. @public */
export interface Question {
  range: TimeRange;
  /** Telemetry names: all when undefined, none when empty. */
  services?: readonly string[];
  /** All when undefined. */
  environments?: readonly Choice[];
  versions?: readonly Choice[];
  hints?: EntityHints;
}

/** Who waits, and until when. @public */
export interface Asking {
  /** Aborts when nobody waits any more. */
  signal: AbortSignal;
  /** The time, in milliseconds since the epoch, after which an answer is of no use. */
  untilMs: number;
  /** A question of the portal's own; readers go first. */
  isBackground?: boolean;
}

/** A page of a list. @public */
export interface PageQuestion {
  limit: number;
  /** The position of a row of this source, or `next` of an answer of this source. */
  after?: string;
}

/** Which requests are wanted. @public */
export interface RequestFilter {
  operation?: string;
  /** `error`, `ok`, an HTTP status such as `503`, or a class such as `5xx`. */
  status?: string;
  minDurationSeconds?: number;
  maxDurationSeconds?: number;
  /** All of them on one span of the trace, or on its resource; compared as text. */
  attributes?: ReadonlyArray<{ key: string; value: string }>;
}

/** Which log lines are wanted. @public */
export interface LineFilter {
  levels?: readonly LogLevel[];
  /** Text that the line contains, whatever its case. */
  text?: string;
  /** 32 hex digits. */
  traceId?: string;
}
