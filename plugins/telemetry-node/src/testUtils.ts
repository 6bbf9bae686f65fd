/**
 * For tests of sources: recorded answers of real servers, replayed over a real socket.
 *
 * @packageDocumentation
 */
export * from './testUtils/outcomes';
export * from './testUtils/replay';
