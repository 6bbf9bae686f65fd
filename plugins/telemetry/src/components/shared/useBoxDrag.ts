import { PointerEvent, useState } from 'react';
import { boxAround, DurationBox } from '../../model/scatterPoints';

interface Point {
  x: number;
  y: number;
}

/** Drags a box on a scatter. */
export function useBoxDrag(
  scatter: {
    fromMs: number;
    toMs: number;
    domain: readonly [number, number];
    height: number;
  },
  onBox: ((box: DurationBox) => void) | undefined,
) {
  const [corners, setCorners] = useState<{ start: Point; end: Point }>();
  const at = (event: PointerEvent<HTMLElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  return {
    /** Where the box stands, in pixels; undefined while nothing is dragged. */
    drag: corners && {
      left: Math.min(corners.start.x, corners.end.x),
      top: Math.min(corners.start.y, corners.end.y),
      width: Math.abs(corners.start.x - corners.end.x),
      height: Math.abs(corners.start.y - corners.end.y),
    },
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button === 0) {
          setCorners({ start: at(event), end: at(event) });
        }
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (corners && event.buttons === 1) {
          setCorners({ ...corners, end: at(event) });
        }
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => {
        const { width } = event.currentTarget.getBoundingClientRect();
        const box =
          corners && boxAround(corners.start, at(event), { ...scatter, width });
        setCorners(undefined);
        if (box) {
          onBox?.(box);
        }
      },
      onPointerLeave: () => setCorners(undefined),
    },
  };
}
