/**
 * Log lines from Loki.
 *
 * @packageDocumentation
 */
export { telemetryModuleLoki as default } from './module';
