import { SourceSpan } from '@sextant/plugin-telemetry-common';

/** Stands for the name of what the reader may not see. */
export const HIDDEN = '(not allowed)';

/** Leaves a span's place and length in the trace, and takes away what it says. */
export function redactSpan(span: SourceSpan): SourceSpan {
  return {
    ...span,
    name: HIDDEN,
    statusMessage: undefined,
    resource: { service: HIDDEN, attributes: {} },
    scope: undefined,
    attributes: {},
    events: [],
    links: [],
  };
}
