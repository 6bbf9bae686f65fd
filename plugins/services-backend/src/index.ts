/**
 * Fleet snapshot and joined registration of every service.
 *
 * @packageDocumentation
 */
export { servicesPlugin as default } from './plugin';
