/**
 * Deployment record, client and permissions.
 *
 * @packageDocumentation
 */
export * from './deploymentRecord';
export * from './DeploymentsClient';
export * from './permissions';
export * from './serviceRef';
