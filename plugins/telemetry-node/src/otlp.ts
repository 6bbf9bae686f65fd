/**
 * Reads OTLP messages, decoded from protobuf or JSON.
 *
 * @packageDocumentation
 */
export * from './otlp/readResource';
export * from './otlp/readTraces';
export * from './otlp/Rejections';
export * from './otlp/wire';
