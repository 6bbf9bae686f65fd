/**
 * What every part of the suite agrees on: answers, input, time, scope, declared questions.
 *
 * @packageDocumentation
 */
export * from './answer';
export * from './cleanText';
export * from './endpoint/Endpoint';
export * from './endpoint/EndpointClient';
export * from './entityName';
export * from './inputs';
export * from './listText';
export * from './parseInput';
export * from './scopeParams';
export * from './timeRange';
