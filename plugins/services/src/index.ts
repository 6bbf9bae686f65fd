/**
 * Fleet and Data pages, and the service cards of the entity page.
 *
 * @packageDocumentation
 */
export { servicesPlugin as default } from './plugin';
