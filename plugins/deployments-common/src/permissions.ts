import { createPermission } from '@backstage/plugin-permission-common';

/** Reading the deployments of one catalog entity; decided on the entity. @public */
export const deploymentReadPermission = createPermission({
  name: 'deployments.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
});

/** Recording deployments of one catalog entity; decided on the entity. @public */
export const deploymentRecordPermission = createPermission({
  name: 'deployments.record',
  attributes: { action: 'create' },
  resourceType: 'catalog-entity',
});

/** Reading the newest record of every service at once: for plugins, which decide what of it they show. @public */
export const deploymentFleetReadPermission = createPermission({
  name: 'deployments.fleet.read',
  attributes: { action: 'read' },
});

/** Every permission of the deployments plugin. @public */
export const deploymentPermissions = [
  deploymentReadPermission,
  deploymentRecordPermission,
  deploymentFleetReadPermission,
];
