import { Answer, EmptyReason } from '@sextant/plugin-telemetry-common';
import { Merged } from '../merge/Merged';

/** Puts an answer into the envelope every panel understands. */
export function toAnswer<T>(
  { data, provenance, missing }: Merged<T>,
  why: EmptyReason | undefined,
): Answer<T> {
  if (why) {
    return {
      // Where a source did not answer, nobody knows that there is nothing.
      state: missing.length > 0 ? 'partial' : 'empty',
      data,
      provenance,
      missing,
      why,
    };
  }
  return {
    state: missing.length > 0 ? 'partial' : 'ok',
    data,
    provenance,
    missing,
  };
}

/** The same answer, its versions named by another rung of the ladder. */
export function withRung<T>(
  merged: Merged<unknown>,
  data: T,
  rung: string,
): Merged<T> {
  return {
    ...merged,
    data,
    provenance: merged.provenance.map(provenance => ({ ...provenance, rung })),
  };
}
