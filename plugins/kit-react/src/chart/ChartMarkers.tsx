import { ChartMarker } from './ChartMarker';
import styles from './TimeSeriesChart.module.css';
import { placeMarkers } from './placeMarkers';
import { PLOT, plotPosition } from './plotArea';

/** Moments on a chart: a line each, and its short name where there is room. */
export function ChartMarkers(props: {
  markers: readonly ChartMarker[];
  fromMs: number;
  toMs: number;
  /** Of the box that holds the chart, in pixels. */
  width: number;
}) {
  const { markers, width } = props;
  const marks = placeMarkers(
    markers.map(marker => ({ ...marker, text: marker.label })),
    props,
    Math.max(0, width - PLOT.left - PLOT.right),
    some => (some.length === 1 ? some[0].text : `${some.length}`),
  );
  return (
    <div className={styles.markers} aria-hidden>
      {marks.map(({ markers: [first], label, side }) => (
        <span
          key={first.id}
          className={styles.marker}
          data-side={side}
          style={{
            left: plotPosition(first.timeMs, props),
            color: first.colour,
          }}
        >
          {label ? <span className={styles.label}>{label}</span> : null}
        </span>
      ))}
    </div>
  );
}
