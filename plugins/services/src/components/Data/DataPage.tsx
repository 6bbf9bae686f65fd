import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Container, Link, SearchField } from '@backstage/ui';
import { DataSet } from '@sextant/plugin-services-common';
import {
  Loaded,
  PanelMessage,
  ToneBadge,
  useSearchParam,
} from '@sextant/plugin-kit-react';
import { useDataSets } from '../../hooks/useDataSets';
import styles from '../Fleet/FleetPage.module.css';

/** Data sets: who is the system of record, where they are stored, who holds copies. */
export function DataPage() {
  const [q, setQ] = useSearchParam('q');
  const result = useDataSets({ q, limit: 200 });
  return (
    <Container className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Data</h1>
        <span className={styles.grow} />
        <SearchField
          aria-label="Find data sets"
          placeholder="Data set, service or store…"
          size="small"
          className={styles.search}
          value={q}
          onChange={setQ}
        />
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
    </Container>
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
        text="No service declares data in this selection."
        fix="spec.data.owns: [{ name: …, store: resource:default/…, schema: … }]"
      />
    );
  }
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Data set</th>
            <th scope="col">System of record</th>
            <th scope="col">Owner</th>
            <th scope="col">Store · schema</th>
            <th scope="col">Classification</th>
            <th scope="col">Copies</th>
            <th scope="col">Violations</th>
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <tr key={`${item.entityRef} ${item.systemOfRecord}`}>
              <td>{link(item.entityRef)}</td>
              <td>{link(item.systemOfRecord)}</td>
              <td>{item.owner ? link(item.owner) : 'nobody'}</td>
              <td>
                {item.store ? link(item.store) : '–'}
                {item.schema ? ` · ${item.schema}` : ''}
              </td>
              <td>{item.classification ?? '–'}</td>
              <td>
                {item.copies.length > 0
                  ? item.copies.map(copy => (
                      <span key={copy.service}>
                        {link(copy.service)}{' '}
                        <span className={styles.muted}>{copy.via}</span>{' '}
                      </span>
                    ))
                  : 'none'}
              </td>
              <td>
                {item.violations.length > 0 ? (
                  <ToneBadge tone="warn" title={item.violations.join('\n')}>
                    {item.violations[0].split(':')[0]}
                  </ToneBadge>
                ) : (
                  'none'
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
