import { InputError } from '@backstage/errors';
import { UpstreamConfig, wholeNumber } from '@sextant/plugin-telemetry-node';
import { METRIC_PROFILES } from './profiles/metricProfiles';

/** What stands in a Prometheus' configuration beside how it is reached. */
export interface PrometheusConfig {
  id: string;
  refreshMs: number;
  environments?: string[];
  /** How often targets are scraped; found out where it is not told. */
  scrapeIntervalS?: number;
  /** Name of the only profile to look for. */
  profile?: string;
  /** `{query}`, `{from}` and `{to}` (milliseconds) are filled in. */
  queryLink?: string;
}

/** @throws InputError with the key, what was found and what is allowed. */
export function readPrometheusConfig(
  upstream: UpstreamConfig,
): PrometheusConfig {
  const { config, name, refreshMs, environments, links } = upstream;
  const profile = config.getOptionalString('profile');
  const known = METRIC_PROFILES.map(candidate => candidate.name);
  if (profile && profile !== 'auto' && !known.includes(profile)) {
    throw new InputError(
      `telemetry.prometheus.upstreams ${name}.profile: found "${profile}", allowed auto, ${known.join(
        ', ',
      )}`,
    );
  }
  return {
    id: `Prometheus ${name}`,
    refreshMs,
    environments,
    scrapeIntervalS: config.has('scrapeIntervalSeconds')
      ? wholeNumber(
          config,
          `telemetry.prometheus.upstreams ${name}`,
          'scrapeIntervalSeconds',
          15,
          1,
          3_600,
        )
      : undefined,
    profile: profile === 'auto' ? undefined : profile,
    queryLink: links.query,
  };
}
