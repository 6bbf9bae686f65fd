import { Answer, EmptyReason } from '@sextant/plugin-telemetry-common';
import { Sourced } from '@sextant/plugin-telemetry-node';

/** Puts a source's answer into the envelope every panel understands. */
export function toAnswer<T>(
  { data, provenance, missing = [] }: Sourced<T>,
  why: EmptyReason | undefined,
): Answer<T> {
  if (why) {
    return { state: 'empty', data, provenance: [provenance], missing, why };
  }
  return {
    state: missing.length > 0 ? 'partial' : 'ok',
    data,
    provenance: [provenance],
    missing,
  };
}
