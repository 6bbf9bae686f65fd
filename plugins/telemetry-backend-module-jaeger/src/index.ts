/**
 * Traces from Jaeger and what speaks its API.
 *
 * @packageDocumentation
 */
export { telemetryModuleJaeger as default } from './module';
