/** Pixels left and right of where a chart draws: the same for all, so that they share their time axis. @public */
export const PLOT = { left: 48, right: 10 };

/** Where a moment stands in a box that holds a chart, as a CSS length. @public */
export function plotPosition(
  timeMs: number,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): string {
  const part = (timeMs - fromMs) / (toMs - fromMs);
  return `calc(${PLOT.left}px + (100% - ${
    PLOT.left + PLOT.right
  }px) * ${part})`;
}

/** The moment at a place in a box that holds a chart; undefined beside the plot. @public */
export function momentAt(
  x: number,
  width: number,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): number | undefined {
  const plot = width - PLOT.left - PLOT.right;
  const part = (x - PLOT.left) / plot;
  // A little beside it is meant to be its edge.
  return plot > 0 && part > -0.03 && part < 1.03
    ? fromMs + Math.min(1, Math.max(0, part)) * (toMs - fromMs)
    : undefined;
}
