import { Link } from '@backstage/ui';
import { ScopeParams } from '@sextant/plugin-kit-common';
import { Loaded, Panel, versionColour } from '@sextant/plugin-kit-react';
import { useLogs, useLogVolume } from '../../hooks/useServiceQueries';
import { ServiceSubject } from '../../model/serviceSubject';
import { LogRow } from '../shared/LogRow';
import { VolumeChart } from '../shared/VolumeChart';
import styles from './LogsPanel.module.css';

const ROWS = 8;

/** How much is logged, by level, and the latest lines: warnings and errors where there are any. */
export function LogsPanel(props: {
  subject: ServiceSubject;
  scope: ScopeParams;
  colours: ReadonlyMap<string, string>;
  href: string | undefined;
}) {
  const { subject, scope, colours, href } = props;
  const volume = useLogVolume(subject, scope, {});
  const troubles = useLogs(subject, scope, {
    level: 'fatal,error,warn',
    limit: ROWS,
  });
  const quiet = troubles.state === 'empty';
  const all = useLogs(subject, scope, { limit: ROWS }, quiet);
  const lines = quiet ? all : troubles;
  return (
    <Panel
      title="Logs"
      subtitle={
        scope.operation === undefined
          ? 'lines by level'
          : 'lines by level, of all operations: lines do not say which'
      }
      result={volume}
      height={260}
      action={href ? <Link href={href}>all logs →</Link> : undefined}
    >
      {data => (
        <>
          <VolumeChart volume={data} />
          <p className={styles.caption}>
            {quiet
              ? 'latest lines; no warnings or errors in this range'
              : 'latest warnings and errors'}
          </p>
          <Loaded
            result={lines}
            height={120}
            failure="Lines could not be loaded"
          >
            {({ items }) =>
              items.map(line => (
                <LogRow
                  key={line.id}
                  line={line}
                  colour={
                    colours.get(line.version) ?? versionColour(line.version)
                  }
                />
              ))
            }
          </Loaded>
        </>
      )}
    </Panel>
  );
}
