import { UpstreamConfig } from '@sextant/plugin-telemetry-node';

/** What stands in a Loki's configuration beside how it is reached. */
export interface LokiConfig {
  id: string;
  refreshMs: number;
  environments?: string[];
  /** Stream label that names the service. */
  serviceLabel: string;
  /** `{query}`, `{from}` and `{to}` (milliseconds) are filled in. */
  queryLink?: string;
}

/** Reads what is Loki's own. */
export function readLokiConfig(upstream: UpstreamConfig): LokiConfig {
  const { config, name, refreshMs, environments, links } = upstream;
  return {
    id: `Loki ${name}`,
    refreshMs,
    environments,
    serviceLabel: config.getOptionalString('serviceLabel') ?? 'service_name',
    queryLink: links.query,
  };
}
