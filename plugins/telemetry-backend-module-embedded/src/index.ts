/**
 * OTLP/HTTP receiver and bounded store: telemetry with nothing to install.
 *
 * @packageDocumentation
 */
export { telemetryModuleEmbedded as default } from './module';
