import type { LogLevel } from '@sextant/plugin-telemetry-common';
import type { TimeRange } from '@sextant/plugin-kit-common';
import type { Origin } from './origin';
import type { Asking, LineFilter, PageQuestion, Question } from './question';
import type { Positioned, SourceAnswer } from './SourceAnswer';

/** One log record. @public */
export interface LineRow extends Origin, Positioned {
  /** Unique in its source. */
  id: string;
  timeUnixNano: bigint;
  level: LogLevel;
  body: string;
  /** Characters that were cut off the end of the body; 0 when it is whole. */
  cut: number;
  /** 32 and 16 hex digits. */
  traceId?: string;
  spanId?: string;
  attributes: Readonly<Record<string, string | number | boolean>>;
}

/** Lines of one level in one interval. @public */
export interface LineCountRow extends Origin {
  level: LogLevel;
  fromMs: number;
  lines: number;
}

/** @public */
export interface LineQuestion extends Question, LineFilter, PageQuestion {}

/** @public */
export interface LineCountQuestion extends Question, LineFilter {
  /** Width of an interval in seconds. */
  step: number;
}

/** @public */
export interface TailQuestion extends Omit<Question, 'range'>, LineFilter {
  /** Goes on behind this; from the last event. */
  resume?: string;
}

/** What came since the last event. @public */
export interface TailRows {
  rows: readonly LineRow[];
  /** Lines that were left out: they came faster than they could be sent. */
  dropped: number;
  resume: string;
  /** What does not work at the moment, in one sentence. */
  problem?: string;
}

/** Where log lines come from. @public */
export interface LogSource {
  /** Newest first. */
  lines(question: LineQuestion, asking: Asking): Promise<SourceAnswer<LineRow>>;
  counts(
    question: LineCountQuestion,
    asking: Asking,
  ): Promise<SourceAnswer<LineCountRow> & { step: number }>;
  /** The lines of one trace, of whatever service, oldest first. */
  trace(
    question: { traceId: string; range: TimeRange; limit: number },
    asking: Asking,
  ): Promise<SourceAnswer<LineRow>>;
  /**
   * New lines as they arrive, until the signal aborts. Refuses before the first event what it can
   * never serve, such as a `resume` that is none of its own.
   */
  tail(question: TailQuestion, signal: AbortSignal): AsyncIterable<TailRows>;
}
