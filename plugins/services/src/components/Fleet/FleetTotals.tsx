import { FleetPage } from '@sextant/plugin-services-common';
import styles from './FleetPage.module.css';

/** The four numbers above the fleet. */
export function FleetTotals({ page }: { page: FleetPage }) {
  const { totals } = page;
  return (
    <div className={styles.totals}>
      <Total
        label="Services"
        value={totals.services}
        note={
          totals.unregistered > 0
            ? `${totals.unregistered} seen in telemetry, not registered`
            : 'all registered'
        }
      />
      <Total
        label="Unhealthy now"
        value={totals.unhealthy}
        bad={totals.unhealthy > 0}
        note={
          totals.unhealthyNames.length > 0
            ? totals.unhealthyNames.join(', ')
            : 'no service fails more than 1 %'
        }
      />
      <Total
        label="Deployments, 24 h"
        value={totals.deployments24h}
        note={`${totals.rollbacks24h} rolled back`}
      />
      <Total
        label="Alerts firing"
        value={totals.alertsFiring ?? '–'}
        bad={(totals.alertsFiring ?? 0) > 0}
        note={
          totals.alertsFiring === null
            ? 'no source of alerts connected'
            : 'over all services'
        }
      />
    </div>
  );
}

function Total(props: {
  label: string;
  value: number | string;
  note: string;
  bad?: boolean;
}) {
  return (
    <div className={styles.card}>
      <div className={styles.label}>{props.label}</div>
      <div className={`${styles.number} ${props.bad ? styles.bad : ''}`}>
        {props.value}
      </div>
      <div className={styles.note} title={props.note}>
        {props.note}
      </div>
    </div>
  );
}
