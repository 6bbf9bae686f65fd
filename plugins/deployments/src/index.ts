/**
 * Deployments tab and the recent deployments card.
 *
 * @packageDocumentation
 */
export { deploymentsPlugin as default } from './plugin';
