import { PrometheusClient } from '../client/PrometheusClient';
import { PrometheusConfig } from '../config';
import { Notes } from './Notes';

/** What the source's parts ask with. */
export interface Asking {
  client: PrometheusClient;
  config: PrometheusConfig;
  notes: Notes;
  signal: AbortSignal | undefined;
}

/** How a rate is made in steps of some seconds: from at least four samples. */
export function windowFor(config: PrometheusConfig, stepS: number): number {
  return Math.max(stepS, 4 * config.scrapeIntervalS);
}
