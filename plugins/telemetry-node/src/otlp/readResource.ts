import { cleanText } from '@sextant/plugin-kit-common';
import { SpanResource } from '@sextant/plugin-telemetry-common';
import { RESOURCE_LADDER } from '../ports/AttributeLadder';
import { attributes, message } from './wire';

/** A resource, and the attribute that named its version.
 *
 * @public
 */
export interface ReadResource {
  resource: SpanResource;
  versionKey: string | undefined;
}

/** Of a service, version, environment or instance: some databases index no more. */
const MAX_NAME = 200;
const CONTROL = /\p{Cc}+/gu;

/**
 * Service, version, environment and instance of an OTLP resource, as far as it tells.
 *
 * Without `service.name` the service is `unknown_service`, as the OpenTelemetry SDK specification names
 * it.
 *
 * @public
 */
export function readResource(value: unknown, path: string): ReadResource {
  const all = attributes(message(value, path).attributes, `${path}.attributes`);
  const service = all['service.name'];
  const { versionKey, ...read } = RESOURCE_LADDER.read(all);
  return {
    resource: {
      service: nameOf(service) ?? 'unknown_service',
      version: nameOf(read.version),
      environment: nameOf(read.environment),
      instance: nameOf(read.instance),
      attributes: all,
    },
    versionKey,
  };
}

/** One line, bounded; undefined when nothing is left. */
function nameOf(value: unknown): string | undefined {
  return value === undefined
    ? undefined
    : cleanText(String(value).replace(CONTROL, ' ').trim(), MAX_NAME) ||
        undefined;
}
