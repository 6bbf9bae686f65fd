/**
 * Scope, traces, series and log lines as portal and backends exchange them.
 *
 * @packageDocumentation
 */
export * from './alerts';
export * from './calls';
export * from './compactTrace';
export * from './criticalPath';
export * from './doctor';
export * from './durationHistogram';
export * from './encodeTrace';
export * from './fleetFigures';
export * from './idFromText';
export * from './levelOf';
export * from './logPatterns';
export * from './logs';
export * from './metrics';
export * from './operations';
export * from './orderSpans';
export * from './permissions';
export * from './sourceSpan';
export * from './statusOf';
export * from './questions';
export * from './telemetryEndpoints';
export * from './traceSummary';
