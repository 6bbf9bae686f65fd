/**
 * Scaffolder actions the golden paths need.
 *
 * @packageDocumentation
 */
export { scaffolderModuleServices as default } from './module';
