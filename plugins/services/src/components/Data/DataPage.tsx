import { ReactNode } from 'react';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Link, SearchField } from '@backstage/ui';
import { DataSet } from '@sextant/plugin-services-common';
import {
  DataColumn,
  DataTable,
  Loaded,
  PanelMessage,
  ToneBadge,
  useSlashToFocus,
  useTypedSearchParam,
  PageMain,
} from '@sextant/plugin-kit-react';
import { useDataSets } from '../../hooks/useDataSets';
import styles from '../Fleet/FleetPage.module.css';

/** Data sets: who is the system of record, where they are stored, who holds copies. */
export function DataPage() {
  const [q, setQ] = useTypedSearchParam('q');
  const field = useSlashToFocus();
  const result = useDataSets({ q, limit: 200 });
  return (
    <PageMain className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Data</h1>
        <span className={styles.grow} />
        <div ref={field}>
          <SearchField
            aria-label="Find data sets"
            placeholder="Data set, service or store…  /"
            size="small"
            className={styles.search}
            value={q}
            onChange={setQ}
          />
        </div>
      </header>
      <section className={styles.card} aria-label="Data sets">
        <Loaded
          result={result}
          height={320}
          failure="Data sets could not be loaded"
        >
          {page => <DataSetTable items={page.items} />}
        </Loaded>
      </section>
    </PageMain>
  );
}

/** Data sets, one per row. */
export function DataSetTable({ items }: { items: readonly DataSet[] }) {
  const refLink = useEntityRefLink();
  const link = (ref: string) => (
    <Link href={refLink(ref)}>{ref.split('/').pop()}</Link>
  );
  if (items.length === 0) {
    return (
      <PanelMessage
        title="No data sets"
        text="Nothing here declares the data that it owns."
        fix="spec.data.owns: [{ name: …, store: resource:default/…, schema: … }]"
      />
    );
  }
  return (
    <DataTable
      label="Data sets"
      columns={columnsOf(link)}
      rows={items}
      keyOf={item => `${item.entityRef} ${item.systemOfRecord}`}
    />
  );
}

function columnsOf(
  link: (ref: string) => ReactNode,
): ReadonlyArray<DataColumn<DataSet>> {
  return [
    {
      id: 'name',
      label: 'Data set',
      sortBy: item => item.name,
      cell: item => link(item.entityRef),
    },
    {
      id: 'record',
      label: 'System of record',
      sortBy: item => item.systemOfRecord,
      cell: item => link(item.systemOfRecord),
    },
    {
      id: 'owner',
      label: 'Owner',
      sortBy: item => item.owner,
      cell: item => (item.owner ? link(item.owner) : 'nobody'),
    },
    {
      id: 'store',
      label: 'Store · schema',
      sortBy: item => item.store,
      cell: item => (
        <>
          {item.store ? link(item.store) : '–'}
          {item.schema ? ` · ${item.schema}` : ''}
        </>
      ),
    },
    {
      id: 'classification',
      label: 'Classification',
      sortBy: item => item.classification,
      cell: item => item.classification ?? '–',
    },
    {
      id: 'copies',
      label: 'Copies',
      sortBy: item => item.copies.length,
      cell: item =>
        item.copies.length > 0
          ? item.copies.map(copy => (
              <span key={copy.service}>
                {link(copy.service)}{' '}
                <span className={styles.muted}>{copy.via}</span>{' '}
              </span>
            ))
          : 'none',
    },
    {
      id: 'violations',
      label: 'Violations',
      sortBy: item => item.violations.length,
      cell: item =>
        item.violations.length > 0 ? (
          <ToneBadge tone="warn" title={item.violations.join('\n')}>
            {item.violations[0].split(':')[0]}
          </ToneBadge>
        ) : (
          'none'
        ),
    },
  ];
}
