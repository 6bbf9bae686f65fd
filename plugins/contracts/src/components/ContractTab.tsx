import { useEntity, useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Link, Select, Skeleton } from '@backstage/ui';
import {
  PanelMessage,
  reasonOf,
  ToneBadge,
  useSearchParam,
} from '@sextant/plugin-kit-react';
import { lazy, Suspense, useMemo } from 'react';
import { useContract } from '../hooks/useContract';
import {
  ContractChoice,
  contractChoices,
  preferredChoice,
} from '../model/contractChoices';
import styles from './ContractTab.module.css';

// Swagger UI is half a megabyte: it is loaded when a contract is looked at, not with the page.
const OpenApiView = lazy(() =>
  import('./OpenApiView').then(module => ({ default: module.OpenApiView })),
);

/** The contract of a version, chosen by version; the operation stands in the URL. */
export function ContractTab() {
  const { entity } = useEntity();
  const refLink = useEntityRefLink();
  const choices = useMemo(() => contractChoices(entity), [entity]);
  const [wanted, setWanted] = useSearchParam('contract');
  const chosen =
    choices.find(choice => choice.ref === wanted) ?? preferredChoice(choices);
  const query = useContract(chosen?.ref);
  if (!chosen) {
    return (
      <PanelMessage
        title="No contract"
        text="This service names no contract for any of its versions."
        fix='spec.versions: [{ version: "1.x", contract: api:default/my-api-v1 }]'
      />
    );
  }
  const ending = chosen.versions.find(
    ({ lifecycle }) => lifecycle === 'deprecated',
  );
  return (
    <>
      <div className={styles.bar}>
        <Select
          aria-label="Version"
          size="small"
          className={styles.chooser}
          value={chosen.ref}
          onChange={key => setWanted(String(key ?? ''))}
          options={choices.map(choice => ({
            id: choice.ref,
            label: labelOf(choice),
          }))}
        />
        {ending ? (
          <ToneBadge tone="warn">
            {ending.range} is deprecated
            {ending.sunset ? `, sunset ${ending.sunset}` : ''}
          </ToneBadge>
        ) : null}
        <Link href={refLink(chosen.ref)}>{chosen.ref}</Link>
      </div>
      {query.error ? (
        <PanelMessage
          title="The contract could not be loaded"
          text={reasonOf(query.error)}
          onRetry={() => query.refetch()}
        />
      ) : null}
      {query.data && query.data.type !== 'openapi' ? (
        <PanelMessage
          title="Not an OpenAPI document"
          text={`${chosen.ref} is of type ${query.data.type}; it is shown on its own page.`}
        />
      ) : null}
      {query.isPending ? <Skeleton width="100%" height={420} /> : null}
      {query.data?.type === 'openapi' ? (
        <Suspense fallback={<Skeleton width="100%" height={420} />}>
          <OpenApiView key={chosen.ref} definition={query.data.definition} />
        </Suspense>
      ) : null}
    </>
  );
}

function labelOf({ ref, versions }: ContractChoice): string {
  const name = ref.split('/').pop() ?? ref;
  const ranges = versions.map(
    ({ range, lifecycle }) => `${range} ${lifecycle}`,
  );
  return ranges.length > 0 ? `${ranges.join(', ')} · ${name}` : name;
}
