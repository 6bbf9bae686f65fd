import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Remedy } from '@sextant/plugin-telemetry-common';
import type { Sources, TelemetryUpstream } from './TelemetryUpstream';

/** Where modules plug in their upstreams; answers of several for one signal are merged. @public */
export interface TelemetryUpstreamsExtensionPoint {
  addUpstream(upstream: TelemetryUpstream): void;
  /** How a source of this kind is connected; shown where none is. */
  addRemedy(source: keyof Sources, remedy: Remedy): void;
}

/** @public */
export const telemetryUpstreamsExtensionPoint =
  createExtensionPoint<TelemetryUpstreamsExtensionPoint>({
    id: 'telemetry.upstreams',
  });
