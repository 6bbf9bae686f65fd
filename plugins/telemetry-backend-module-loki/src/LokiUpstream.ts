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
import { LokiClient } from './client/LokiClient';
import { LokiConfig } from './config';
import { diagnose, sendRemedy } from './source/diagnose';
import { LokiLogSource } from './source/LokiLogSource';

/** One Loki, or replicas of one. */
export class LokiUpstream implements TelemetryUpstream {
  readonly id: string;
  readonly refreshMs: number;
  readonly environments?: readonly string[];
  readonly sources: Partial<Sources>;
  readonly #upstream: Upstream;
  readonly #client: LokiClient;
  readonly #config: LokiConfig;

  constructor(upstream: Upstream, config: LokiConfig, now?: () => number) {
    this.id = config.id;
    this.refreshMs = config.refreshMs;
    this.environments = config.environments;
    this.#upstream = upstream;
    this.#config = config;
    this.#client = new LokiClient(upstream);
    const source = new LokiLogSource(this.#client, config, now);
    this.sources = { logs: source, patterns: source };
  }

  diagnose(
    _signal: TelemetrySignal,
    question: Question,
    asking: Asking,
  ): Promise<Diagnosis> {
    return diagnose(this.id, this.#client, this.#config, question, asking);
  }

  remedyFor(_signal: TelemetrySignal, service: string): Remedy {
    return sendRemedy(service);
  }

  async health(): Promise<SourceHealth> {
    return this.#upstream.health();
  }
}
