import type {
  Diagnosis,
  Remedy,
  TelemetrySignal,
} from '@sextant/plugin-telemetry-common';
import type { LogSource } from './LogSource';
import type { MetricSource } from './MetricSource';
import type {
  AlertSource,
  ExemplarSource,
  PatternSource,
  RuntimeSource,
} from './optionalSources';
import type { Asking, Question } from './question';
import type { TraceSource } from './TraceSource';

/** What an upstream can be asked, each by itself: what it does not offer fails nothing else. @public */
export interface Sources {
  metrics: MetricSource;
  traces: TraceSource;
  logs: LogSource;
  alerts: AlertSource;
  runtime: RuntimeSource;
  exemplars: ExemplarSource;
  patterns: PatternSource;
}

/** How an upstream is doing. @public */
export interface SourceHealth {
  status: 'ok' | 'degraded' | 'down';
  /** What an operator should know, in one sentence each. */
  notes: string[];
}

/** One server, or a group of replicas, that telemetry comes from. @public */
export interface TelemetryUpstream {
  /** Unique; people see it in panels and errors. */
  id: string;
  /** Environments it holds telemetry of; all when undefined. */
  environments?: readonly string[];
  /** How long an answer stays good, in milliseconds; also the grid that questions end on. */
  refreshMs: number;
  /** Changes when answers that were given may no longer hold; answers hold for `refreshMs` without it. */
  generation?(): number;
  /** True for one that steps back where another one for a signal is configured. */
  isFallback?: boolean;
  /** Annotations of an entity that it reads. */
  annotations?: readonly string[];
  sources: Partial<Sources>;
  /** What is there of a service, where its versions come from, and what would do better. */
  diagnose(
    signal: TelemetrySignal,
    question: Question,
    asking: Asking,
  ): Promise<Diagnosis>;
  /** What makes telemetry of a service arrive here, where none did. */
  remedyFor?(signal: TelemetrySignal, service: string): Remedy | undefined;
  health(): Promise<SourceHealth>;
}
