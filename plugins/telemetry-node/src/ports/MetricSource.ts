import type { TimeRange } from '@sextant/plugin-kit-common';
import type { Histogram } from './histogram';
import type { Origin } from './origin';
import type { Asking, Question } from './question';
import type { SourceAnswer } from './SourceAnswer';

/** Requests that were counted, and how they went: never a ratio. @public */
export interface CountRow extends Origin {
  /** Where the question asks by operation and telemetry tells it. */
  operation?: string;
  /** Start of the interval. */
  fromMs: number;
  /** Seconds that the counts really cover. */
  seconds: number;
  /** Need not be whole. */
  requests: number;
  /** How many were really seen, where the count is scaled up from a sample. */
  samples?: number;
  /** Undefined where outcomes are not told apart. */
  failed?: number;
  durations?: Histogram;
  /** Of a question about the whole range: distinct instances that reported. */
  instances?: number;
  /** Of a question about the whole range; the first is undefined where it may have been earlier. */
  firstSeenMs?: number;
  lastSeenMs?: number;
}

/** What is to be counted by. @public */
export interface CountQuestion extends Question {
  /** Width of an interval in seconds, or one interval over everything. */
  step: number | 'whole';
  byOperation?: boolean;
  /** Where it is asked by operation: only this one is wanted. */
  operation?: string;
  durations: boolean;
}

/** Counts, and the range they are really of. @public */
export interface CountAnswer extends SourceAnswer<CountRow> {
  covered: TimeRange;
  /** Seconds; at least what was asked, where finer counts are not kept. */
  step: number | 'whole';
}

/** Where rate, errors and latency come from. @public */
export interface MetricSource {
  counts(question: CountQuestion, asking: Asking): Promise<CountAnswer>;
}
