import { ServiceUnavailableError } from '@backstage/errors';
import { Remedy } from '@sextant/plugin-telemetry-common';
import {
  Choice,
  SourceHealth,
  Sources,
  TelemetryUpstream,
  TelemetryUpstreamsExtensionPoint,
} from '@sextant/plugin-telemetry-node';
import { textOf } from './partial';

/** A source with the upstream it belongs to. */
export interface UpstreamSource<K extends keyof Sources> {
  upstream: TelemetryUpstream;
  source: Sources[K];
}

const LABELS: Record<keyof Sources, string> = {
  metrics: 'metric',
  traces: 'trace',
  logs: 'log',
  alerts: 'alert',
  runtime: 'runtime',
  exemplars: 'exemplar',
  patterns: 'pattern',
};

/** The upstreams that modules plugged in. */
export class Upstreams implements TelemetryUpstreamsExtensionPoint {
  readonly #upstreams: TelemetryUpstream[] = [];
  readonly #remedies = new Map<keyof Sources, Remedy[]>();

  addUpstream(upstream: TelemetryUpstream) {
    if (this.#upstreams.some(({ id }) => id === upstream.id)) {
      throw new Error(
        `Two upstreams are called ${upstream.id}; allowed one of a name`,
      );
    }
    this.#upstreams.push(upstream);
  }

  addRemedy(source: keyof Sources, remedy: Remedy) {
    this.#remedies.set(source, [...this.remediesFor(source), remedy]);
  }

  /** How a source of this kind is connected. */
  remediesFor(source: keyof Sources): Remedy[] {
    return this.#remedies.get(source) ?? [];
  }

  /** Annotations of entities that any upstream reads. */
  get annotations(): ReadonlySet<string> {
    return new Set(
      this.#upstreams.flatMap(({ annotations = [] }) => annotations),
    );
  }

  /** The sources of a kind that hold any of the environments; a fallback only where there is no other. */
  of<K extends keyof Sources>(
    kind: K,
    environments?: readonly Choice[],
  ): Array<UpstreamSource<K>> {
    return this.#all(kind).filter(
      ({ upstream }) =>
        !environments ||
        !upstream.environments ||
        upstream.environments.some(held => environments.includes(held)),
    );
  }

  /** @throws ServiceUnavailableError where there is no source. */
  require<K extends keyof Sources>(
    kind: K,
    environments?: readonly Choice[],
  ): Array<UpstreamSource<K>> {
    const found = this.of(kind, environments);
    if (found.length === 0) {
      throw new ServiceUnavailableError(this.#whyNone(kind, environments));
    }
    return found;
  }

  /** The worst status of all upstreams, and each with its notes. */
  async health(): Promise<
    SourceHealth & { sources: Record<string, SourceHealth> }
  > {
    const sources = Object.fromEntries(
      await Promise.all(
        this.#upstreams.map(async upstream => [
          upstream.id,
          await upstream.health().catch(
            (error: unknown): SourceHealth => ({
              status: 'down',
              notes: [textOf(error)],
            }),
          ),
        ]),
      ),
    );
    const all: SourceHealth[] = Object.values(sources);
    const status =
      (['down', 'degraded'] as const).find(worst =>
        all.some(health => health.status === worst),
      ) ?? 'ok';
    return { status, notes: all.flatMap(({ notes }) => notes), sources };
  }

  #all<K extends keyof Sources>(kind: K): Array<UpstreamSource<K>> {
    const all = this.#upstreams.flatMap(upstream => {
      const source = upstream.sources[kind];
      return source ? [{ upstream, source }] : [];
    });
    const chosen = all.filter(({ upstream }) => !upstream.isFallback);
    return chosen.length > 0 ? chosen : all;
  }

  #whyNone(kind: keyof Sources, environments?: readonly Choice[]): string {
    const all = this.#all(kind);
    if (all.length === 0) {
      const remedies = this.remediesFor(kind).map(({ line }) => line);
      return [
        `No ${LABELS[kind]} source is installed`,
        remedies.length > 0
          ? `configure ${remedies.join(' or ')}`
          : 'add a telemetry module to the backend',
      ].join('; ');
    }
    const known = all.map(
      ({ upstream }) =>
        `${upstream.id} (${(upstream.environments ?? []).join(', ')})`,
    );
    return `No ${LABELS[kind]} source holds environment ${(environments ?? [])
      .map(choice => choice ?? 'none')
      .join(', ')}; configured: ${known.join('; ')}`;
  }
}
