import {
  Button,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Link,
} from '@backstage/ui';
import { ChangeMarker } from '@sextant/plugin-deployments-react';
import { formatAgo, formatFull } from '@sextant/plugin-kit-react';
import styles from './ChangeRibbon.module.css';

const AROUND_MS = 15 * 60_000;

/** Who changed what, when and where; leads to half an hour around it. */
export function ChangeDetails(props: {
  markers: readonly ChangeMarker[];
  onZoom: (fromMs: number, toMs: number) => void;
}) {
  const { markers, onZoom } = props;
  const [first] = markers;
  const last = markers[markers.length - 1];
  return (
    <>
      <DialogHeader>
        {markers.length === 1 ? first.text : `${markers.length} changes`}
      </DialogHeader>
      <DialogBody>
        {markers.map(({ id, text, timeMs, record }) => (
          <dl key={id} className={styles.details}>
            {markers.length > 1 ? (
              <>
                <dt>What</dt>
                <dd>{text}</dd>
              </>
            ) : null}
            <dt>Kind</dt>
            <dd>
              {record.kind}, {record.status}
            </dd>
            <dt>Version</dt>
            <dd>
              {record.version}
              {record.previousVersion ? ` after ${record.previousVersion}` : ''}
            </dd>
            <dt>Environment</dt>
            <dd>{record.environment}</dd>
            <dt>By</dt>
            <dd>{record.actor ?? 'not recorded'}</dd>
            <dt>Commit</dt>
            <dd>{record.commit?.slice(0, 7) ?? 'not recorded'}</dd>
            <dt>When</dt>
            <dd>
              {formatFull(timeMs)} · {formatAgo(timeMs)}
            </dd>
            <dt>Source</dt>
            <dd>{record.sources.join(', ')}</dd>
            {record.url ? (
              <>
                <dt>Pipeline</dt>
                <dd>
                  <Link href={record.url} target="_blank">
                    {record.url}
                  </Link>
                </dd>
              </>
            ) : null}
          </dl>
        ))}
      </DialogBody>
      <DialogFooter>
        <Button
          variant="primary"
          slot="close"
          onPress={() =>
            onZoom(
              first.timeMs - AROUND_MS,
              Math.min(Date.now(), last.timeMs + AROUND_MS),
            )
          }
        >
          30 minutes around
        </Button>
        <Button variant="secondary" slot="close">
          Close
        </Button>
      </DialogFooter>
    </>
  );
}
