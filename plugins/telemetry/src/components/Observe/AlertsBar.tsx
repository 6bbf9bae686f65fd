import { ScopeParams } from '@sextant/plugin-kit-common';
import {
  formatAgo,
  ToneBadge,
  unknownText,
  whileUnknown,
} from '@sextant/plugin-kit-react';
import { useAlerts } from '../../hooks/useServiceQueries';
import { ServiceSubject } from '../../model/serviceSubject';
import styles from './AlertsBar.module.css';

/** Alerts of the service that fire or are about to, and the rules its catalog entity names; else nothing. */
export function AlertsBar(props: {
  subject: ServiceSubject;
  scope: ScopeParams;
}) {
  const result = useAlerts(props.subject, props.scope);
  if (
    result.state === 'off' ||
    result.state === 'loading' ||
    result.state === 'empty'
  ) {
    return null;
  }
  const unknown = unknownText(result);
  const { alerts, rules } = whileUnknown(result, { alerts: [], rules: [] });
  return (
    <section className={styles.bar} aria-label="Alerts">
      {unknown ? (
        <p className={styles.unknown} role="status">
          Alerts {unknown}
        </p>
      ) : null}
      <ul className={styles.list}>
        {alerts.map(alert => (
          <li key={JSON.stringify(alert.labels)} className={styles.alert}>
            <ToneBadge tone={alert.state === 'firing' ? 'bad' : 'warn'}>
              {alert.state}
            </ToneBadge>
            <b>{alert.name}</b>
            {alert.version ? <span>{alert.version}</span> : null}
            <span className={styles.text} title={alert.description}>
              {alert.summary ?? alert.description ?? ''}
            </span>
            <span className={styles.since}>
              {alert.severity ? `${alert.severity} · ` : ''}
              since {formatAgo(Date.parse(alert.activeSince))}
            </span>
          </li>
        ))}
        {rules.map(rule => (
          <li key={rule.expression} className={styles.alert}>
            <ToneBadge tone="neutral">rule</ToneBadge>
            <code className={styles.text}>{rule.expression}</code>
            <span className={styles.since}>
              {rule.problem ??
                rule.values
                  .map(({ key, value }) =>
                    [key, value === null ? '–' : Number(value.toPrecision(4))]
                      .filter(part => part !== '')
                      .join(' '),
                  )
                  .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
