import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Loaded, PanelMessage } from '@sextant/plugin-kit-react';
import { useDeployments } from '@sextant/plugin-deployments-react';
import { DeploymentTable } from './DeploymentTable';
import styles from './DeploymentTable.module.css';

/** The latest changes of a service. */
export function RecentCard() {
  const { entity } = useEntity();
  const result = useDeployments({
    service: stringifyEntityRef(entity),
    limit: 5,
  });
  return (
    <section className={styles.card} aria-label="Recent deployments">
      <h2 className={styles.title}>Recent deployments</h2>
      <Loaded
        result={result}
        height={90}
        failure="Deployments could not be loaded"
      >
        {({ items }) =>
          items.length > 0 ? (
            <DeploymentTable items={items} compact />
          ) : (
            <PanelMessage
              title="No changes recorded"
              text="No pipeline has reported a deployment, and no version was seen in telemetry."
            />
          )
        }
      </Loaded>
    </section>
  );
}
