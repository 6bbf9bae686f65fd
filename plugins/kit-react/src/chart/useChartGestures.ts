import { KeyboardEvent, PointerEvent, useState } from 'react';
import { useCrosshair } from './ChartGroup';
import { nearestIndex } from './nearestIndex';
import { momentAt } from './plotArea';

/** A part of the time axis that is being marked. @public */
export interface Selection {
  startMs: number;
  endMs: number;
}

/** A drag that is shorter than this part of the range is a click. */
const CLICK = 1 / 100;

/**
 * Points at a moment and marks a range, by pointer or keyboard: arrows move, with Shift they mark, Enter zooms
 * into what is marked, Escape gives it up.
 *
 * @public
 */
export function useChartGestures(props: {
  fromMs: number;
  toMs: number;
  timesMs: readonly number[];
  onZoom?: (fromMs: number, toMs: number) => void;
}) {
  const { fromMs, toMs, timesMs, onZoom } = props;
  const [timeMs, point] = useCrosshair();
  const [selection, setSelection] = useState<Selection>();
  const at = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return momentAt(event.clientX - box.left, box.width, props);
  };
  const zoom = () => {
    if (selection) {
      const from = Math.min(selection.startMs, selection.endMs);
      const to = Math.max(selection.startMs, selection.endMs);
      if (to - from > (toMs - fromMs) * CLICK) {
        onZoom?.(from, to);
      }
    }
    setSelection(undefined);
  };
  const step = (by: number, marks: boolean) => {
    if (timesMs.length === 0) {
      return;
    }
    const now =
      timeMs === undefined
        ? timesMs.length - 1
        : nearestIndex(timesMs, timeMs) + by;
    const next = timesMs[Math.min(timesMs.length - 1, Math.max(0, now))];
    if (marks && onZoom) {
      setSelection({
        startMs: selection?.startMs ?? timeMs ?? next,
        endMs: next,
      });
    } else {
      setSelection(undefined);
    }
    point(next);
  };
  return {
    timeMs,
    selection,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        const startMs = at(event);
        if (onZoom && event.button === 0 && startMs !== undefined) {
          setSelection({ startMs, endMs: startMs });
        }
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const endMs = at(event);
        point(endMs);
        // A button that was let go outside is no longer held.
        if (selection && endMs !== undefined && event.buttons === 1) {
          setSelection({ ...selection, endMs });
        }
      },
      onPointerUp: zoom,
      onPointerLeave: () => {
        point(undefined);
        setSelection(undefined);
      },
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
        const { key, shiftKey } = event;
        if (key === 'ArrowLeft' || key === 'ArrowRight') {
          event.preventDefault();
          step(key === 'ArrowLeft' ? -1 : 1, shiftKey);
        } else if (key === 'Enter' && selection) {
          event.preventDefault();
          zoom();
        } else if (key === 'Escape') {
          setSelection(undefined);
          point(undefined);
        }
      },
      onBlur: () => {
        setSelection(undefined);
        point(undefined);
      },
    },
  };
}
