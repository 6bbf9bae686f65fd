/**
 * How frontends reach the deployment ledger, and its records as marks on charts.
 *
 * @packageDocumentation
 */
export * from './deploymentMarkers';
export * from './deploymentsApiRef';
export * from './useDeployments';
