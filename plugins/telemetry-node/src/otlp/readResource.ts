import { SpanResource, UNVERSIONED } from '@sextant/plugin-telemetry-common';
import { attributes, message } from './wire';

/** A resource with the rung of the version ladder that named its version.
 *
 * @public
 */
export interface ReadResource {
  resource: SpanResource & {
    version: string;
    environment: string;
    instance: string;
  };
  rung: string;
}

const VERSION_RUNGS = ['service.version', 'version', 'app.version'];
const ENVIRONMENT_KEYS = [
  'deployment.environment.name',
  'deployment.environment',
];
const INSTANCE_KEYS = [
  'service.instance.id',
  'k8s.pod.name',
  'container.id',
  'host.name',
];
const MAX_NAME = 200;

/**
 * Service, version, environment and instance of an OTLP resource.
 *
 * Without `service.name` the service is `unknown_service`, as the OpenTelemetry SDK specification
 * names it; without any version the last rung is taken.
 *
 * @public
 */
export function readResource(value: unknown, path: string): ReadResource {
  const all = attributes(message(value, path).attributes, `${path}.attributes`);
  const first = (keys: string[]) => {
    const key = keys.find(
      candidate => all[candidate] !== undefined && all[candidate] !== '',
    );
    return key
      ? { key, value: String(all[key]).slice(0, MAX_NAME) }
      : undefined;
  };
  const version = first(VERSION_RUNGS);
  return {
    resource: {
      service: first(['service.name'])?.value ?? 'unknown_service',
      version: version?.value ?? UNVERSIONED,
      environment: first(ENVIRONMENT_KEYS)?.value ?? 'default',
      instance: first(INSTANCE_KEYS)?.value ?? '',
      attributes: all,
    },
    rung: version ? version.key : UNVERSIONED,
  };
}
