import { createPermission } from '@backstage/plugin-permission-common';

/** Reading the deployments of one catalog entity; decided on the entity. @public */
export const deploymentReadPermission = createPermission({
  name: 'deployments.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
});

/** Writing to the ledger. @public */
export const deploymentRecordPermission = createPermission({
  name: 'deployments.record',
  attributes: { action: 'create' },
});

/** Every permission of the deployments plugin. @public */
export const deploymentPermissions = [
  deploymentReadPermission,
  deploymentRecordPermission,
];
