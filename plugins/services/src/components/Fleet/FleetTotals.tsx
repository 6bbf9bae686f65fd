import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { withScope } from '@sextant/plugin-kit-common';
import { changesRouteRef } from '../../routes';
import { FleetPage } from '@sextant/plugin-services-common';
import styles from './FleetPage.module.css';

/** Not 0: nobody knows. */
const UNKNOWN = '–';
const TELEMETRY_UNKNOWN = 'telemetry could not be asked';

/** The numbers above the fleet, each a way to what it counts. */
export function FleetTotals({ page }: { page: FleetPage }) {
  const { totals } = page;
  const changes = useRouteRef(changesRouteRef)?.();
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
        value={totals.unhealthy ?? UNKNOWN}
        bad={(totals.unhealthy ?? 0) > 0}
        note={unhealthyNote(totals)}
      />
      <Total
        label="Deployments, 24 h"
        href={
          changes &&
          withScope(changes, {
            environment: page.environment,
            from: 'now-24h',
          })
        }
        value={totals.deployments24h ?? UNKNOWN}
        note={
          totals.rollbacks24h === null
            ? 'deployment history could not be asked'
            : `${totals.rollbacks24h || 'none'} rolled back`
        }
      />
      {/* Where no source of alerts is connected there is nothing to count. */}
      {totals.alertsFiring === null && totals.unhealthy !== null ? null : (
        <Total
          label="Alerts firing"
          value={totals.alertsFiring ?? UNKNOWN}
          bad={(totals.alertsFiring ?? 0) > 0}
          note={
            totals.alertsFiring === null
              ? TELEMETRY_UNKNOWN
              : 'over all services'
          }
        />
      )}
    </div>
  );
}

function unhealthyNote({
  unhealthy,
  unhealthyNames,
}: FleetPage['totals']): string {
  if (unhealthy === null) {
    return TELEMETRY_UNKNOWN;
  }
  return unhealthy > 0
    ? [
        ...unhealthyNames,
        ...(unhealthy > unhealthyNames.length
          ? [`${unhealthy - unhealthyNames.length} more`]
          : []),
      ].join(', ')
    : 'none fails more than 1 % or is slower than usual';
}

function Total(props: {
  label: string;
  value: number | string;
  note: string;
  bad?: boolean;
  /** Where that which is counted is listed. */
  href?: string;
}) {
  return (
    <div className={styles.card}>
      <div className={styles.label}>
        {props.href ? (
          <Link href={props.href} color="secondary">
            {props.label}
          </Link>
        ) : (
          props.label
        )}
      </div>
      <div className={`${styles.number} ${props.bad ? styles.bad : ''}`}>
        {props.value}
      </div>
      <div className={styles.note} title={props.note}>
        {props.note}
      </div>
    </div>
  );
}
