/**
 * The deployment ledger: what changed, where and when.
 *
 * @packageDocumentation
 */
export { deploymentsPlugin as default } from './plugin';
