/**
 * Scope, traces, series and log lines as portal and backends exchange them.
 *
 * @packageDocumentation
 */
export * from './alerts';
export * from './answer';
export * from './checkServiceName';
export * from './cleanText';
export * from './compactTrace';
export * from './criticalPath';
export * from './doctor';
export * from './durationHistogram';
export * from './encodeTrace';
export * from './fleetFigures';
export * from './idFromText';
export * from './levelOf';
export * from './listText';
export * from './logPatterns';
export * from './logs';
export * from './metrics';
export * from './orderSpans';
export * from './parseInput';
export * from './permissions';
export * from './sourceSpan';
export * from './statusOf';
export * from './TelemetryClient';
export * from './timeRange';
export * from './traceSummary';
