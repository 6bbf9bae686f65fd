/** One line. @public */
export interface ChartLine {
  key: string;
  label: string;
  colour: string;
  values: ReadonlyArray<number | null>;
  /** Of how many requests each value is; few make it faint. */
  counts?: ReadonlyArray<number | null>;
  /** Secondary lines are thin and dotted. */
  secondary?: boolean;
}

/** A point that opens something, e.g. an exemplar's trace. @public */
export interface ChartDot {
  id: string;
  timeMs: number;
  value: number;
  colour: string;
  title: string;
  href: string;
}

/** With fewer a ratio or quantile is drawn as a faint point, not as part of the line. */
const FEW = 5;

/** True where a value is of so few requests that it means little. @public */
export function isThin({ counts }: ChartLine, at: number): boolean {
  const count = counts?.[at];
  return count !== undefined && count !== null && count < FEW;
}
