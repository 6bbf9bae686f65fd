/**
 * Contract tab: the OpenAPI document of every version.
 *
 * @packageDocumentation
 */
export { contractsPlugin as default } from './plugin';
