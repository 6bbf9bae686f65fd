/**
 * Deployment record, client and permissions.
 *
 * @packageDocumentation
 */
export * from './deploymentOf';
export * from './deploymentRecord';
export * from './deploymentsEndpoints';

export * from './permissions';
export * from './serviceRef';
