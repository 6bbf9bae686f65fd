import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Button, Skeleton } from '@backstage/ui';
import {
  PanelMessage,
  reasonOf,
  useSearchParam,
} from '@sextant/plugin-telemetry-react';
import { useDeployments } from '../hooks/useDeployments';
import { DeploymentTable } from './DeploymentTable';
import styles from './DeploymentTable.module.css';

const PAGE = 50;

/** Everything that changed about a service. */
export function DeploymentsTab() {
  const { entity } = useEntity();
  const [environment] = useSearchParam('env');
  const [cursor, setCursor] = useSearchParam('cursor');
  const query = useDeployments({
    service: stringifyEntityRef(entity),
    environment: environment || undefined,
    limit: PAGE,
    cursor: cursor || undefined,
  });
  if (query.error && !query.data) {
    return (
      <PanelMessage
        title="Deployments could not be loaded"
        text={reasonOf(query.error)}
        onRetry={() => query.refetch()}
      />
    );
  }
  if (!query.data) {
    return <Skeleton width="100%" height={320} />;
  }
  return (
    <section className={styles.card} aria-label="Deployments">
      {query.data.items.length > 0 ? (
        <DeploymentTable items={query.data.items} />
      ) : (
        <PanelMessage
          title="No change is known"
          text="No pipeline has reported a deployment, and no version was seen in telemetry."
          fix={`POST /api/deployments/v1/deployments {"service": "${entity.metadata.name}", "version": "1.0.0", "environment": "production"}`}
        />
      )}
      <div className={styles.paging}>
        {cursor ? (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setCursor('')}
          >
            Newest
          </Button>
        ) : null}
        {query.data.nextCursor ? (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setCursor(query.data.nextCursor ?? '')}
          >
            Older
          </Button>
        ) : null}
      </div>
    </section>
  );
}
