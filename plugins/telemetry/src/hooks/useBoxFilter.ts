import { useNarrow } from '@sextant/plugin-kit-react';
import { DurationBox } from '../model/scatterPoints';

/** Narrows a list of traces to a box on its scatter: its times and its durations, at once. */
export function useBoxFilter(): (box: DurationBox) => void {
  const narrow = useNarrow();
  return ({ fromMs, toMs, minSeconds, maxSeconds }) =>
    narrow(
      {
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
      },
      { min: minSeconds.toPrecision(3), max: maxSeconds.toPrecision(3) },
    );
}
