import { UNVERSIONED } from '@sextant/plugin-telemetry-common';
import { PrometheusConfig } from '../config';
import { RequestMetrics } from '../profiles/ServiceMetrics';

const NO_ENVIRONMENT = 'default';

/** Reads what a result's labels say. */
export class VersionKeys {
  constructor(
    private readonly metrics: RequestMetrics,
    private readonly config: PrometheusConfig,
  ) {}

  /** Labels to group by for version and environment; the version's are the expressions' own. */
  get environmentLabels(): string[] {
    const { environment } = this.metrics;
    return environment ? [environment] : [];
  }

  versionOf(labels: Record<string, string>): string {
    for (const label of this.metrics.expressions.versionLabels) {
      if (labels[label]) {
        return labels[label];
      }
    }
    return UNVERSIONED;
  }

  environmentOf(labels: Record<string, string>): string {
    const { environment } = this.metrics;
    const [only, ...others] = this.config.environments ?? [];
    return (
      (environment && labels[environment]) ||
      (only !== undefined && others.length === 0 ? only : NO_ENVIRONMENT)
    );
  }
}
