/**
 * Stand-ins for tests of what asks declared questions.
 *
 * @packageDocumentation
 */
export type {
  Endpoint,
  EndpointAnswer,
  EndpointInput,
  Endpoints,
  InputOf,
} from './endpoint/Endpoint';
export type {
  AskOptions,
  EndpointClient,
  EndpointClientOptions,
  Question,
} from './endpoint/EndpointClient';
export * from './testUtils/answeringClient';
