/**
 * What the suite's backends share: declared routes, cursors, shared reads, turns of the event loop.
 *
 * @packageDocumentation
 */
export * from './compareText';
export * from './CursorSeal';
export * from './endpoint/EndpointRouter';
export * from './endpoint/openApiDocument';
export * from './endpoint/pluginClient';
export * from './Pace';
export * from './roughBytes';
export * from './SharedReads';
export * from './unknownCursor';
