import type {
  LogLevel,
  LogPatterns,
  Logs,
  LogVolume,
  TailEvent,
  TimeRange,
} from '@sextant/plugin-telemetry-common';
import type { AskOptions, Scope, Sourced, TelemetrySource } from './scope';

/** A search for log lines, newest first. @public */
export interface LogQuery extends Scope {
  levels?: readonly LogLevel[];
  /** Text that the line contains, whatever its case. */
  text?: string;
  traceId?: string;
  limit: number;
  /** Opaque; from the last answer. */
  cursor?: string;
}

/** Where log lines come from. @public */
export interface LogSource extends TelemetrySource {
  search(query: LogQuery, options?: AskOptions): Promise<Sourced<Logs>>;
  volume(
    question: Omit<LogQuery, 'limit' | 'cursor'> & { stepSeconds: number },
    options?: AskOptions,
  ): Promise<Sourced<LogVolume>>;
  /** The lines of one trace, oldest first, bounded by the trace's own window. */
  trace(
    question: {
      traceId: string;
      range: TimeRange;
      /** Services with spans in the trace. */
      services: readonly string[];
    },
    options?: AskOptions,
  ): Promise<Sourced<Logs>>;
  /** Lines that differ only in their values. */
  patterns?(
    question: Omit<LogQuery, 'limit' | 'cursor'>,
    options?: AskOptions,
  ): Promise<Sourced<LogPatterns>>;
  /** New lines as they arrive, until the signal aborts. `after` resumes behind a line's id. */
  tail(
    question: Omit<LogQuery, 'limit' | 'cursor' | 'range'> & { after?: string },
    options: { signal: AbortSignal },
  ): AsyncIterable<TailEvent>;
}
