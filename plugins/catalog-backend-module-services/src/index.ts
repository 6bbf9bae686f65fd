/**
 * Catalog model layer and processor: versions, data ownership and contracts of a service.
 *
 * @packageDocumentation
 */
export { catalogModuleServices as default } from './module';
