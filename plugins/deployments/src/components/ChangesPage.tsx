import { Select } from '@backstage/ui';
import {
  DEPLOYMENT_KINDS,
  DeploymentKind,
} from '@sextant/plugin-deployments-common';
import { useDeployments } from '@sextant/plugin-deployments-react';
import {
  EnvironmentSelect,
  Loaded,
  Paging,
  PanelMessage,
  RangeSelect,
  useScope,
  useSearchParam,
  whileUnknown,
  PageMain,
} from '@sextant/plugin-kit-react';
import { DeploymentTable } from './DeploymentTable';
import styles from './DeploymentTable.module.css';

const PAGE = 100;
const ANY = '(any)';
const NOTHING: { items: Array<{ environment: string }> } = { items: [] };

/** What changed over all services: who did what, where and when. */
export function ChangesPage() {
  const [scope, setScope] = useScope();
  const [kind, setKind] = useSearchParam('kind');
  const [cursor] = useSearchParam('cursor');
  const result = useDeployments(
    {
      environment: scope.environment,
      kind: kindOf(kind),
      from: scope.from,
      to: scope.to,
      limit: PAGE,
      cursor: cursor || undefined,
    },
    scope.live && 15_000,
  );
  const { items } = whileUnknown(result, NOTHING);
  return (
    <PageMain className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.pageTitle}>Changes</h1>
        <Select
          aria-label="Kind"
          size="small"
          className={styles.environment}
          value={kindOf(kind) ?? ANY}
          onChange={key =>
            setKind(key === ANY || key === null ? '' : String(key))
          }
          options={[
            { id: ANY, label: 'any change' },
            ...DEPLOYMENT_KINDS.map(name => ({ id: name, label: name })),
          ]}
        />
        <EnvironmentSelect
          className={styles.environment}
          environment={scope.environment}
          onChange={environment => setScope({ environment })}
          known={[...new Set(items.map(({ environment }) => environment))]}
        />
        <RangeSelect scope={scope} onChange={setScope} />
      </header>
      <section className={styles.card} aria-label="Changes">
        <Loaded
          result={result}
          height={320}
          failure="Changes could not be loaded"
        >
          {page => (
            <>
              {page.items.length > 0 ? (
                <DeploymentTable items={page.items} withService />
              ) : (
                <PanelMessage
                  title="No change in this range"
                  text="No pipeline has reported a change of this kind, and no version was first seen in telemetry."
                />
              )}
              <Paging nextCursor={page.nextCursor} />
            </>
          )}
        </Loaded>
      </section>
    </PageMain>
  );
}

function kindOf(text: string): DeploymentKind | undefined {
  return DEPLOYMENT_KINDS.find(kind => kind === text);
}
