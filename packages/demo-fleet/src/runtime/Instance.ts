import { Attributes } from '@opentelemetry/api';
import { Histogram, Registry } from 'prom-client';
import { InstanceTelemetry, OtlpTarget } from '../telemetry/InstanceTelemetry';
import { observeProcess } from '../telemetry/observeProcess';
import { Route, ServiceVersion } from './Behaviour';

/** One running copy of one version. */
export class Instance {
  readonly telemetry: InstanceTelemetry;
  readonly registry = new Registry();
  readonly #durations: Histogram;
  readonly #otelDurations: {
    record(seconds: number, attributes: Attributes): void;
  };
  readonly #patterns: Array<{ route: Route; pattern: RegExp; names: string[] }>;

  constructor(
    readonly definition: ServiceVersion,
    readonly id: string,
    environment: string,
    target: OtlpTarget,
    options: {
      live: boolean;
      instances: number;
      /** Its spans say that they are one of so many, a power of two. */
      sampledOneIn?: number;
    },
  ) {
    const { service, version } = definition;
    this.telemetry = new InstanceTelemetry(
      {
        'service.name': service,
        'service.version': version,
        'service.namespace': 'commerce',
        'service.instance.id': id,
        'deployment.environment.name': environment,
      },
      target,
      options,
    );
    this.#otelDurations = this.telemetry.meter.createHistogram(
      'http.server.request.duration',
      {
        unit: 's',
        advice: {
          explicitBucketBoundaries: [
            0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
          ],
        },
      },
    );
    this.registry.setDefaultLabels({ service, version });
    this.#durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of HTTP requests in seconds',
      labelNames: ['method', 'route', 'status_code'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [this.registry],
    });
    if (options.live) {
      observeProcess(this.telemetry.meter, options.instances);
    }
    this.#patterns = definition.routes.map(route => ({
      route,
      names: [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, '([^/]+)')}$`),
    }));
  }

  /** The route of a request with the values in its path. */
  match(method: string, path: string) {
    for (const { route, pattern, names } of this.#patterns) {
      const found = route.method === method ? pattern.exec(path) : null;
      if (found) {
        const parameters = Object.fromEntries(
          names.map((name, i) => [name, found[i + 1]]),
        );
        return { route, parameters };
      }
    }
    return undefined;
  }

  /** Counts a request where Prometheus and OpenTelemetry metrics are read. */
  measure(route: Route, status: number, seconds: number) {
    this.#durations.observe(
      { method: route.method, route: route.path, status_code: String(status) },
      seconds,
    );
    this.#otelDurations.record(seconds, {
      'http.request.method': route.method,
      'http.route': route.path,
      'http.response.status_code': status,
    });
  }
}
