/** Something that stands at a moment, with words beside it. @public */
export interface Markable {
  timeMs: number;
  text: string;
}

/** Markers that stand so near to each other that they are one mark. @public */
export interface PlacedMark<T extends Markable> {
  /** In their order of time. */
  markers: T[];
  /** Pixels from the left end of the axis. */
  x: number;
  /** What is written beside it: undefined where there is no room for it. */
  label: string | undefined;
  /** Which side of the mark has the room. */
  side: 'right' | 'left';
}

/** Nearer than this marks could not be told apart, nor hit. */
const APART_PX = 16;
/** Of a letter, on average, at the size of labels. */
const LETTER_PX = 6;
const GAP_PX = 14;

/**
 * Marks on an axis of some width: near ones become one, and each has its label only where it fits beside
 * it without meeting the next mark's. Nothing is cut.
 *
 * @param textOf - What stands beside several.
 * @public
 */
export function placeMarkers<T extends Markable>(
  markers: readonly T[],
  range: { fromMs: number; toMs: number },
  width: number,
  textOf: (markers: readonly T[]) => string = some =>
    some.length === 1 ? some[0].text : `${some.length} changes`,
): Array<PlacedMark<T>> {
  const marks: Array<PlacedMark<T>> = [];
  const inside = markers
    .filter(({ timeMs }) => timeMs >= range.fromMs && timeMs <= range.toMs)
    .sort((a, b) => a.timeMs - b.timeMs);
  for (const marker of inside) {
    const part = (marker.timeMs - range.fromMs) / (range.toMs - range.fromMs);
    const x = part * width;
    const last = marks[marks.length - 1];
    if (last && x - last.x < APART_PX) {
      last.markers.push(marker);
    } else {
      marks.push({ markers: [marker], x, label: undefined, side: 'right' });
    }
  }
  let taken = 0;
  for (const [at, mark] of marks.entries()) {
    const text = textOf(mark.markers);
    const needed = GAP_PX + text.length * LETTER_PX;
    const next = marks[at + 1]?.x ?? width;
    if (next - mark.x >= needed) {
      mark.label = text;
      taken = mark.x + needed;
    } else if (mark.x - taken >= needed) {
      mark.label = text;
      mark.side = 'left';
      taken = mark.x + GAP_PX;
    } else {
      taken = mark.x + GAP_PX;
    }
  }
  return marks;
}
