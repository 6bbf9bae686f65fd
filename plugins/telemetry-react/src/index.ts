/**
 * Scope in the URL, version colours, chart frame and panel states, shared by the portal's frontends.
 *
 * @packageDocumentation
 */
export * from './api/deploymentsApiRef';
export * from './api/queryWrapper';
export * from './api/telemetryApiRef';
export * from './chart/chartMarkers';
export * from './chart/ShareBar';
export * from './chart/Sparkline';
export * from './chart/TimeSeriesChart';
export * from './chart/timeTicks';
export * from './colours/versionColour';
export * from './colours/VersionDot';
export * from './format/formatDuration';
export * from './format/formatNumber';
export * from './format/formatTime';
export * from './format/withoutAnsi';
export * from './panel/Loaded';
export * from './panel/Panel';
export * from './panel/PanelMessage';
export * from './panel/Badge';
export * from './scope/RangeSelect';
export * from './scope/scopeParams';
export * from './scope/useScope';
