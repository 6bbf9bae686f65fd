/**
 * How frontends reach the telemetry plugin.
 *
 * @packageDocumentation
 */
export * from './telemetryApiRef';
export * from './withoutAnsi';
