/**
 * Rate, errors and latency by version from Prometheus and what speaks its API.
 *
 * @packageDocumentation
 */
export { telemetryModulePrometheus as default } from './module';
