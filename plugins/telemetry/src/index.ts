/**
 * Observe, Traces and Logs tabs and the trace page.
 *
 * @packageDocumentation
 */
export { telemetryPlugin as default } from './plugin';
