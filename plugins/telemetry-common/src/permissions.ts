import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Reading the figures of one catalog entity: versions, rate, errors, latency, callers. Decided on the
 * entity.
 *
 * @public
 */
export const telemetryReadPermission = createPermission({
  name: 'telemetry.service.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
});

/**
 * Reading what the requests and lines of one catalog entity say: log lines, span attributes, bodies.
 * Decided on the entity, beside {@link telemetryReadPermission}.
 *
 * @public
 */
export const telemetryReadContentPermission = createPermission({
  name: 'telemetry.service.content.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
});

/** Reading telemetry of services that nobody has registered. @public */
export const telemetryReadUnregisteredPermission = createPermission({
  name: 'telemetry.unregistered.read',
  attributes: { action: 'read' },
});

/** Reading the whole fleet at once: for plugins, which decide for themselves what of it they show. @public */
export const telemetryFleetReadPermission = createPermission({
  name: 'telemetry.fleet.read',
  attributes: { action: 'read' },
});

/** Sending telemetry to the embedded store. @public */
export const telemetryIngestPermission = createPermission({
  name: 'telemetry.ingest',
  attributes: { action: 'create' },
});

/** Every permission of the telemetry plugin. @public */
export const telemetryPermissions = [
  telemetryReadPermission,
  telemetryReadContentPermission,
  telemetryReadUnregisteredPermission,
  telemetryFleetReadPermission,
  telemetryIngestPermission,
];
