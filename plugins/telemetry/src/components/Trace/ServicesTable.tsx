import {
  formatDuration,
  formatPercent,
  VersionDot,
} from '@sextant/plugin-kit-react';
import { TraceModel } from '../../model/traceModel';
import { ServiceLink } from './ServiceLink';
import styles from './TracePage.module.css';

/** What each version of each service contributed to a trace. */
export function ServicesTable({ model }: { model: TraceModel }) {
  const total = model.trace.durationNano;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col">Version</th>
          <th scope="col" className={styles.number}>
            Spans
          </th>
          <th scope="col" className={styles.number}>
            Errors
          </th>
          <th scope="col" className={styles.number}>
            On the critical path
          </th>
          <th scope="col" className={styles.number}>
            Share
          </th>
        </tr>
      </thead>
      <tbody>
        {model.services.map(row => (
          <tr key={`${row.service} ${row.version}`}>
            <td>
              <ServiceLink model={model} service={row} />
            </td>
            <td>
              <VersionDot
                version={row.version ?? 'unversioned'}
                colour={row.colour}
              />
            </td>
            <td className={styles.number}>{row.spans}</td>
            <td className={styles.number}>{row.errors}</td>
            <td className={styles.number}>
              {formatDuration(row.criticalNano / 1e9)}
            </td>
            <td className={styles.number}>
              {formatPercent(total > 0 ? row.criticalNano / total : null)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
