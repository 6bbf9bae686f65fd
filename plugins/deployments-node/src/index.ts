/**
 * Service ref through which other backends read and write the deployment ledger.
 *
 * @packageDocumentation
 */
export * from './deploymentsServiceRef';
