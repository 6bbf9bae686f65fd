import { Button, Dialog, DialogTrigger } from '@backstage/ui';
import { ChangeMarker } from '@sextant/plugin-deployments-react';
import {
  formatTick,
  PLOT,
  placeMarkers,
  plotPosition,
  Result,
  timeTicks,
  unknownText,
  useCrosshair,
  useWidth,
  whileUnknown,
} from '@sextant/plugin-kit-react';
import { ChangeDetails } from './ChangeDetails';
import styles from './ChangeRibbon.module.css';

const GLYPHS: Partial<Record<string, string>> = {
  deployment: '▲',
  rollout: '▲',
  release: '▲',
  rollback: '▼',
  removal: '✕',
};

const NONE: readonly ChangeMarker[] = [];

/** What changed, on the time axis of the charts below it; a mark opens who did what. */
export function ChangeRibbon(props: {
  result: Result<readonly ChangeMarker[]>;
  /** Absent where what the address says is no range. */
  range: { fromMs: number; toMs: number } | undefined;
  onZoom: (fromMs: number, toMs: number) => void;
}) {
  const { result, range, onZoom } = props;
  if (result.state === 'off' || !range) {
    return null;
  }
  return <Ribbon result={result} range={range} onZoom={onZoom} />;
}

function Ribbon(props: {
  result: Result<readonly ChangeMarker[]>;
  range: { fromMs: number; toMs: number };
  onZoom: (fromMs: number, toMs: number) => void;
}) {
  const { result, range, onZoom } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const [timeMs] = useCrosshair();
  const marks = placeMarkers(
    whileUnknown(result, NONE),
    range,
    Math.max(0, width - PLOT.left - PLOT.right),
  );
  return (
    <section className={styles.ribbon} aria-label="Changes">
      <div className={styles.axis} ref={ref}>
        {timeTicks(range.fromMs, range.toMs).map(tick => (
          <span
            key={tick}
            className={styles.tick}
            style={{ left: plotPosition(tick, range) }}
          >
            {formatTick(tick, range.toMs - range.fromMs)}
          </span>
        ))}
        {timeMs === undefined ? null : (
          <i
            className={styles.crosshair}
            style={{ left: plotPosition(timeMs, range) }}
          />
        )}
        {marks.length === 0 ? (
          <span className={styles.none} role="status">
            {result.state === 'ok'
              ? 'no change recorded in this range'
              : `changes ${unknownText(result)}`}
          </span>
        ) : null}
        <ul className={styles.list}>
          {marks.map(({ markers, label, side }) => (
            <li
              key={markers[0].id}
              className={styles.mark}
              data-side={side}
              style={{
                left: plotPosition(markers[0].timeMs, range),
                color: markers[0].colour,
              }}
            >
              <DialogTrigger>
                <Button
                  variant="tertiary"
                  size="small"
                  className={styles.button}
                  aria-label={markers.map(({ text }) => text).join('; ')}
                >
                  <span aria-hidden>
                    {markers.length > 1
                      ? markers.length
                      : GLYPHS[markers[0].kind] ?? '◆'}
                  </span>
                </Button>
                <Dialog width={460}>
                  <ChangeDetails markers={markers} onZoom={onZoom} />
                </Dialog>
              </DialogTrigger>
              {label ? (
                <span className={styles.text} aria-hidden>
                  {label}
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
