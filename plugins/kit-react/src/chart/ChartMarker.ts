/** A moment marked on every chart. @public */
export interface ChartMarker {
  id: string;
  timeMs: number;
  kind: string;
  /** Short: fits above a chart. */
  label: string;
  /** Whole sentence, for ribbon and tooltip. */
  text: string;
  colour: string;
}
