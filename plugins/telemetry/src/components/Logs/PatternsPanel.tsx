import { ScopeParams } from '@sextant/plugin-kit-common';
import { formatCount, Panel, Sparkline } from '@sextant/plugin-kit-react';
import { useLogPatterns } from '../../hooks/useServiceQueries';
import { ServiceSubject } from '../../model/serviceSubject';
import { LevelBadge } from '../shared/LogRow';
import styles from './PatternsPanel.module.css';

/** Lines that differ only in their values, most frequent first. */
export function PatternsPanel(props: {
  subject: ServiceSubject;
  scope: ScopeParams;
  level: string | undefined;
}) {
  const { subject, scope, level } = props;
  const result = useLogPatterns(subject, scope, { level });
  return (
    <Panel title="Patterns" subtitle="most frequent first" result={result}>
      {({ patterns }) => (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Level</th>
              <th scope="col">Line</th>
              <th scope="col">Trend</th>
              <th scope="col" className={styles.number}>
                Lines
              </th>
            </tr>
          </thead>
          <tbody>
            {patterns.map(pattern => (
              <tr key={`${pattern.level} ${pattern.pattern}`}>
                <td>
                  <LevelBadge level={pattern.level} />
                </td>
                <td className={styles.pattern}>{pattern.pattern}</td>
                <td>
                  <Sparkline
                    values={pattern.trend}
                    label={`${pattern.count} lines over the range`}
                  />
                </td>
                <td className={styles.number}>{formatCount(pattern.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
