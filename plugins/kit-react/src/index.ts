/**
 * What the suite's frontends share: scope in the URL, panels and their states, charts, badges, formats.
 *
 * @packageDocumentation
 */
export * from './api/queryWrapper';
export * from './api/useToast';
export * from './badge/ToneBadge';
export * from './chart/ChartGroup';
export * from './chart/ChartLine';
export * from './chart/ChartMarker';
export * from './chart/ChartSelection';
export * from './chart/placeMarkers';
export * from './chart/plotArea';
export * from './chart/ShareBar';
export * from './chart/Sparkline';
export * from './chart/TimeSeriesChart';
export * from './chart/timeTicks';
export * from './chart/useChartGestures';
export * from './chart/useWidth';
export * from './colours/versionColour';
export * from './colours/VersionDot';
export * from './format/formatDuration';
export * from './format/formatNumber';
export * from './format/formatTime';
export * from './page/PageMain';
export * from './result/Loaded';
export * from './result/Panel';
export * from './result/PanelMessage';
export * from './result/Result';
export * from './result/useAnswer';
export * from './table/DataTable';
export * from './table/Held';
export * from './table/Paging';
export * from './table/sortRows';
export * from './scope/EnvironmentSelect';
export * from './scope/RangeSelect';
export * from './scope/ranges';
export * from './scope/ScopeBar';
export * from './scope/useScope';
export * from './scope/useSlashToFocus';
