import { Attributes, SpanResource } from '@sextant/plugin-telemetry-common';
import { RESOURCE_LADDER } from '@sextant/plugin-telemetry-node';

/** A resource with what the portal joins on. */
export function resourceFrom(
  service: string,
  attributes: Attributes,
): SpanResource {
  const { version, environment, instance } = RESOURCE_LADDER.read(attributes);
  return { service, version, environment, instance, attributes };
}
