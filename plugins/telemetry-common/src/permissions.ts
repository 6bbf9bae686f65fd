import { createPermission } from '@backstage/plugin-permission-common';

/** Reading the telemetry of one catalog entity; decided on the entity. @public */
export const telemetryReadPermission = createPermission({
  name: 'telemetry.service.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
});

/** Reading telemetry of services that nobody has registered. @public */
export const telemetryReadUnregisteredPermission = createPermission({
  name: 'telemetry.unregistered.read',
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
  telemetryReadUnregisteredPermission,
  telemetryIngestPermission,
];
