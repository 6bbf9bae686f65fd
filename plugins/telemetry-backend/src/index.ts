/**
 * One HTTP route per panel over whichever telemetry sources are installed.
 *
 * @packageDocumentation
 */
export { telemetryPlugin as default } from './plugin';
