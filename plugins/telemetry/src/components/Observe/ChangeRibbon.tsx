import {
  ChartMarker,
  formatFull,
  formatTick,
  Result,
  timeTicks,
  unknownText,
  whileUnknown,
} from '@sextant/plugin-kit-react';
import styles from './ChangeRibbon.module.css';

const GLYPHS: Partial<Record<string, string>> = {
  deployment: '▲',
  rollout: '▲',
  release: '▲',
  rollback: '▼',
  removal: '✕',
};

const NONE: readonly ChartMarker[] = [];

/** What changed, on the time axis of the charts below it. */
export function ChangeRibbon(props: {
  result: Result<readonly ChartMarker[]>;
  fromMs: number | undefined;
  toMs: number | undefined;
}) {
  const { result, fromMs, toMs } = props;
  const known = fromMs !== undefined && toMs !== undefined;
  const markers = whileUnknown(result, NONE).filter(
    ({ timeMs }) => known && timeMs >= fromMs && timeMs <= toMs,
  );
  if (result.state === 'off') {
    return null;
  }
  const at = (timeMs: number) =>
    known ? `${((timeMs - fromMs) / (toMs - fromMs)) * 100}%` : '0';
  return (
    <section className={styles.ribbon} aria-label="Changes">
      <div className={styles.axis}>
        {known
          ? timeTicks(fromMs, toMs, 8).map(tick => (
              <span
                key={tick}
                className={styles.tick}
                style={{ left: at(tick) }}
              >
                {formatTick(tick, toMs - fromMs)}
              </span>
            ))
          : null}
        {known && markers.length === 0 ? (
          <span className={styles.none} role="status">
            {result.state === 'ok'
              ? 'no change recorded in this range'
              : `changes ${unknownText(result)}`}
          </span>
        ) : null}
        <ul className={styles.list}>
          {markers.map(marker => (
            <li
              key={marker.id}
              className={styles.marker}
              style={{ left: at(marker.timeMs), color: marker.colour }}
              title={`${marker.text} · ${formatFull(marker.timeMs)}`}
              data-end={known && marker.timeMs > fromMs + (toMs - fromMs) * 0.8}
            >
              <span aria-hidden>{GLYPHS[marker.kind] ?? '◆'}</span>
              <span className={styles.text}>{marker.text}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
