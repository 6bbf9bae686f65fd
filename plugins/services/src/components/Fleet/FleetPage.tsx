import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Select } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import {
  Loaded,
  RangeSelect,
  useScope,
  useSearchParam,
  whileUnknown,
  PageMain,
} from '@sextant/plugin-kit-react';
import { FLEET_SORTS } from '@sextant/plugin-services-common';
import { useFleet } from '../../hooks/useFleet';
import { createServiceRouteRef } from '../../routes';
import { FleetFilters } from './FleetFilters';
import styles from './FleetPage.module.css';
import { FleetTable } from './FleetTable';
import { FleetTotals } from './FleetTotals';
import { RegisterDialog } from './RegisterDialog';

const PAGE = 50;
const ANY = '(main)';

/** Every service, worst first. */
export function FleetPage() {
  const [scope, setScope] = useScope();
  const [q] = useSearchParam('q');
  const [owner] = useSearchParam('owner');
  const [system] = useSearchParam('system');
  const [lifecycle] = useSearchParam('lifecycle');
  const [attention] = useSearchParam('attention');
  const [sort] = useSearchParam('sort');
  const [order] = useSearchParam('order');
  const [cursor, setCursor] = useSearchParam('cursor');
  const [register, setRegister] = useSearchParam('register');
  const createHref = useRouteRef(createServiceRouteRef)?.();
  const result = useFleet({
    environment: scope.environment,
    from: scope.from,
    to: scope.to,
    q,
    owner,
    system,
    lifecycle,
    attention: attention === 'true' ? attention : undefined,
    sort: FLEET_SORTS.find(known => known === sort),
    order: order === 'ascending' || order === 'descending' ? order : undefined,
    limit: PAGE,
    cursor: cursor || undefined,
  });
  const page = whileUnknown(result, undefined);
  return (
    <PageMain className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Fleet</h1>
        <span className={styles.grow} />
        <Select
          aria-label="Environment"
          size="small"
          className={styles.environment}
          value={scope.environment ?? page?.environment ?? ANY}
          onChange={key =>
            setScope({
              environment:
                key === ANY || key === null ? undefined : String(key),
            })
          }
          options={environmentsOf(
            page?.facets.environments ?? [],
            scope.environment,
          )}
        />
        <RangeSelect scope={scope} onChange={setScope} />
        {createHref ? (
          <ButtonLink
            size="small"
            iconStart={<RiAddLine size={14} />}
            href={createHref}
          >
            Create service
          </ButtonLink>
        ) : null}
      </header>
      <Loaded
        result={result}
        height={520}
        failure="The fleet could not be loaded"
      >
        {loaded => (
          <>
            <FleetTotals page={loaded} />
            <section className={styles.card} aria-label="Services">
              <FleetFilters page={loaded} />
              <FleetTable page={loaded} onRegister={setRegister} />
              <div className={styles.paging}>
                {loaded.offset > 0 ? (
                  <Button
                    size="small"
                    variant="secondary"
                    onPress={() =>
                      setCursor(String(Math.max(0, loaded.offset - PAGE) || ''))
                    }
                  >
                    Previous
                  </Button>
                ) : null}
                {loaded.nextCursor ? (
                  <Button
                    size="small"
                    variant="secondary"
                    onPress={() => setCursor(loaded.nextCursor ?? '')}
                  >
                    Next
                  </Button>
                ) : null}
              </div>
            </section>
            <RegisterDialog
              name={register || undefined}
              row={loaded.items.find(row => row.name === register)}
              onClose={() => setRegister('')}
            />
          </>
        )}
      </Loaded>
    </PageMain>
  );
}

function environmentsOf(known: readonly string[], chosen: string | undefined) {
  const all = [...new Set([...known, ...(chosen ? [chosen] : [])])];
  return all.length > 0
    ? all.map(name => ({ id: name, label: name }))
    : [{ id: ANY, label: 'no environment yet' }];
}
