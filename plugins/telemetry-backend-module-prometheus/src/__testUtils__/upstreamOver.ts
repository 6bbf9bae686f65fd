import { ConfigReader } from '@backstage/config';
import { readUpstreamConfigs, Upstream } from '@sextant/plugin-telemetry-node';
import { readPrometheusConfig } from '../config';
import { PrometheusUpstream } from '../PrometheusUpstream';

/** A Prometheus as an operator configures it, asked at a fixed moment. */
export function upstreamOver(url: string, nowS: number) {
  const [config] = readUpstreamConfigs(
    new ConfigReader({
      telemetry: { prometheus: { upstreams: [{ name: 'test', url }] } },
    }),
    'telemetry.prometheus',
    'Prometheus',
  );
  const upstream = new Upstream(config);
  return {
    upstream,
    prometheus: new PrometheusUpstream(
      upstream,
      readPrometheusConfig(config),
      () => nowS * 1000,
    ),
  };
}
