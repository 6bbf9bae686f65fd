/**
 * Ports for trace, metric and log sources, and the service ref other backends ask.
 *
 * @packageDocumentation
 */
export * from './Inbox';
export * from './ports';
export * from './telemetryMetrics';
export * from './telemetryServiceRef';
export * from './upstream/readAnswer';
export * from './upstream/readUpstreamConfigs';
export * from './upstream/Upstream';
export * from './upstream/UpstreamError';
export type {
  UpstreamRequest,
  UpstreamResponse,
} from './upstream/UpstreamTransport';
