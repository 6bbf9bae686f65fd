/**
 * For tests of sources: recorded answers of real servers, replayed over a real socket.
 *
 * @packageDocumentation
 */
export * from './testUtils/outcomes';
export * from './testUtils/replay';
export * from './testUtils/timing';
export type { Asking, SourceHealth } from './ports';
export type { UpstreamConfig } from './upstream/readUpstreamConfigs';
export type { Upstream, UpstreamQuestion } from './upstream/Upstream';
export type {
  UpstreamError,
  UpstreamErrorKind,
} from './upstream/UpstreamError';
export type {
  UpstreamRequest,
  UpstreamResponse,
} from './upstream/UpstreamTransport';
