import type {
  LogLevel,
  RuntimeSeries,
  ServiceRule,
} from '@sextant/plugin-telemetry-common';
import type { Origin } from './origin';
import type { Asking, LineFilter, Question } from './question';
import type { SourceAnswer } from './SourceAnswer';

/** An alert, and the services its labels name. @public */
export interface AlertRow {
  services: readonly string[];
  environment?: string;
  version?: string;
  name: string;
  state: 'firing' | 'pending';
  severity?: string;
  summary?: string;
  description?: string;
  activeSinceMs: number;
  value?: number;
  labels: Readonly<Record<string, string>>;
}

/** Where alerts come from. @public */
export interface AlertSource {
  alerts(question: Question, asking: Asking): Promise<SourceAnswer<AlertRow>>;
  /** Values of the rules that the service's entity names. */
  rules?(
    question: Question,
    asking: Asking,
  ): Promise<SourceAnswer<ServiceRule>>;
}

/** What the processes of a version use in one interval: the mean over its instances. @public */
export interface UsageRow extends Omit<Origin, 'instance'> {
  metric: RuntimeSeries['metric'];
  unit: RuntimeSeries['unit'];
  fromMs: number;
  value: number;
  /** How many instances the mean is of. */
  instances: number;
}

/** Where runtime figures of processes come from. @public */
export interface RuntimeSource {
  usage(
    question: Question & { step: number },
    asking: Asking,
  ): Promise<SourceAnswer<UsageRow>>;
}

/** A request that stands for a point of a chart. @public */
export interface ExemplarRow extends Omit<Origin, 'instance'> {
  timeMs: number;
  durationSeconds: number;
  traceId: string;
  spanId: string;
  /** Where telemetry tells it. */
  operation?: string;
  failed: boolean;
}

/** @public */
export interface ExemplarQuestion extends Question {
  limit: number;
  /** Only requests of this one are wanted; a source may answer with others. */
  operation?: string;
}

/** @public */
export interface ExemplarSource {
  /** Failed and slow ones first. */
  exemplars(
    question: ExemplarQuestion,
    asking: Asking,
  ): Promise<SourceAnswer<ExemplarRow>>;
}

/** Lines that differ only in their values. @public */
export interface PatternRow {
  pattern: string;
  level: LogLevel;
  samples: ReadonlyArray<{ timeMs: number; lines: number }>;
}

/** @public */
export interface PatternSource {
  patterns(
    question: Question & LineFilter,
    asking: Asking,
  ): Promise<SourceAnswer<PatternRow>>;
}
