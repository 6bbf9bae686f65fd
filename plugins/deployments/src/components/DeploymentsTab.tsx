import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  EnvironmentSelect,
  Loaded,
  Paging,
  PanelMessage,
  useScope,
  useSearchParam,
} from '@sextant/plugin-kit-react';
import { useDeployments } from '@sextant/plugin-deployments-react';
import { DeploymentTable } from './DeploymentTable';
import styles from './DeploymentTable.module.css';

const PAGE = 50;

/** Everything that changed about a service. */
export function DeploymentsTab() {
  const { entity } = useEntity();
  const [{ environment }, setScope] = useScope();
  const [cursor] = useSearchParam('cursor');
  const result = useDeployments({
    service: stringifyEntityRef(entity),
    environment,
    limit: PAGE,
    cursor: cursor || undefined,
  });
  return (
    <section className={styles.card} aria-label="Deployments">
      <Loaded
        result={result}
        height={320}
        failure="Deployments could not be loaded"
      >
        {({ items, nextCursor }) => (
          <>
            <EnvironmentSelect
              className={styles.environment}
              environment={environment}
              onChange={chosen => setScope({ environment: chosen })}
              known={[...new Set(items.map(item => item.environment))]}
            />
            {items.length > 0 ? (
              <DeploymentTable items={items} />
            ) : (
              <PanelMessage
                title="No changes recorded"
                text="No pipeline has reported a deployment, and no version was seen in telemetry."
                fix={`POST /api/deployments/v1/deployments {"service": "${entity.metadata.name}", "version": "1.0.0", "environment": "production"}`}
              />
            )}
            <Paging nextCursor={nextCursor} />
          </>
        )}
      </Loaded>
    </section>
  );
}
