import { Diagnosis, TelemetrySignal } from '@sextant/plugin-telemetry-common';
import {
  Question,
  SourceHealth,
  Sources,
  TelemetryUpstream,
} from '@sextant/plugin-telemetry-node';
import { IngestQueue } from './ingest/IngestQueue';
import { diagnoseEmbedded, sendRemedy } from './sources/diagnoseEmbedded';
import { EmbeddedLogSource } from './sources/EmbeddedLogSource';
import { EmbeddedMetricSource } from './sources/EmbeddedMetricSource';
import { EmbeddedRuntimeSource } from './sources/EmbeddedRuntimeSource';
import { EmbeddedTraceSource } from './sources/EmbeddedTraceSource';
import { EMBEDDED, Provenances } from './sources/Provenances';
import { EmbeddedStore } from './store/EmbeddedStore';
import { Retention } from './store/Retention';

/** How long an answer of the store is shared between readers. */
const REFRESH_MS = 2_000;

/** What the embedded store is made of. */
export interface EmbeddedParts {
  store: EmbeddedStore;
  retention: Retention;
  queue: IngestQueue;
  /** Base URL that services send OTLP/HTTP to. */
  endpoint: string;
}

/** The embedded store as an upstream like the others; it steps back where another holds a signal. */
export class EmbeddedUpstream implements TelemetryUpstream {
  readonly id = EMBEDDED;
  readonly isFallback = true;
  readonly refreshMs = REFRESH_MS;
  readonly sources: Partial<Sources>;
  readonly #parts: EmbeddedParts;

  constructor(parts: EmbeddedParts, now?: () => number) {
    this.#parts = parts;
    const { reader } = parts.store;
    const provenances = new Provenances(reader);
    const metrics = new EmbeddedMetricSource(reader, provenances, now);
    this.sources = {
      metrics,
      exemplars: metrics,
      runtime: new EmbeddedRuntimeSource(reader, provenances),
      traces: new EmbeddedTraceSource(reader, provenances, now),
      logs: new EmbeddedLogSource(reader, provenances, now),
    };
  }

  generation(): number {
    return this.#parts.store.generation;
  }

  diagnose(signal: TelemetrySignal, question: Question): Promise<Diagnosis> {
    return diagnoseEmbedded(this.#parts.store.reader, signal, question);
  }

  remedyFor(signal: TelemetrySignal, service: string) {
    return sendRemedy(signal, service, this.#parts.endpoint);
  }

  async health(): Promise<SourceHealth> {
    const { store, retention, queue } = this.#parts;
    await store.reader.raw('SELECT 1');
    const health = await retention.health();
    const { failure } = queue;
    if (failure) {
      return {
        status: 'down',
        notes: [
          `Telemetry cannot be stored since ${new Date(
            failure.sinceMs,
          ).toISOString()}: ${failure.message}`,
          ...health.notes,
        ],
      };
    }
    const { refused } = store.series;
    return refused > 0
      ? {
          status: 'degraded',
          notes: [
            ...health.notes,
            `${refused} requests were not counted: too many different services, versions and environments were sent`,
          ],
        }
      : health;
  }
}
