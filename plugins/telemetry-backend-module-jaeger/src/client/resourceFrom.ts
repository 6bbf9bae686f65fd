import { Attributes, SpanResource } from '@sextant/plugin-telemetry-common';

/** The version ladder of traces, from the attributes of a resource. */
export const VERSION_KEYS = ['service.version', 'version', 'app.version'];

export const ENVIRONMENT_KEYS = [
  'deployment.environment.name',
  'deployment.environment',
];

const INSTANCE_KEYS = [
  'service.instance.id',
  'k8s.pod.name',
  'container.id',
  'host.name',
  'hostname',
];

/** A resource with what the portal joins on. */
export function resourceFrom(
  service: string,
  attributes: Attributes,
): SpanResource {
  const first = (keys: string[]) => {
    const key = keys.find(
      candidate =>
        attributes[candidate] !== undefined && attributes[candidate] !== '',
    );
    return key === undefined ? undefined : String(attributes[key]);
  };
  return {
    service,
    version: first(VERSION_KEYS),
    environment: first(ENVIRONMENT_KEYS),
    instance: first(INSTANCE_KEYS),
    attributes,
  };
}
