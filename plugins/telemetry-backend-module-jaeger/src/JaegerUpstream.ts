import {
  Diagnosis,
  Remedy,
  TelemetrySignal,
} from '@sextant/plugin-telemetry-common';
import {
  Asking,
  Question,
  SourceHealth,
  Sources,
  TelemetryUpstream,
  Upstream,
} from '@sextant/plugin-telemetry-node';
import { JaegerClient } from './client/JaegerClient';
import { JaegerConfig } from './config';
import { diagnose, sendRemedy } from './source/diagnose';
import { JaegerTraceSource } from './source/JaegerTraceSource';

/** One Jaeger, or replicas of one. */
export class JaegerUpstream implements TelemetryUpstream {
  readonly id: string;
  readonly refreshMs: number;
  readonly environments?: readonly string[];
  readonly sources: Partial<Sources>;
  readonly client: JaegerClient;
  readonly #upstream: Upstream;

  constructor(upstream: Upstream, config: JaegerConfig, now?: () => number) {
    this.id = config.id;
    this.refreshMs = config.refreshMs;
    this.environments = config.environments;
    this.#upstream = upstream;
    this.client = new JaegerClient(upstream, config.dialect);
    this.sources = { traces: new JaegerTraceSource(this.client, config, now) };
  }

  diagnose(
    _signal: TelemetrySignal,
    question: Question,
    asking: Asking,
  ): Promise<Diagnosis> {
    return diagnose(this.id, this.client, question, asking);
  }

  remedyFor(_signal: TelemetrySignal, service: string): Remedy {
    return sendRemedy(service);
  }

  async health(): Promise<SourceHealth> {
    return this.#upstream.health();
  }
}
