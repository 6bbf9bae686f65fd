import { SearchField, Select, ToggleButton } from '@backstage/ui';
import { FleetPage } from '@sextant/plugin-services-common';
import {
  useSearchParam,
  useSlashToFocus,
  useTypedSearchParam,
} from '@sextant/plugin-kit-react';
import styles from './FleetPage.module.css';

const ANY = '(any)';

/** Narrows the fleet; the server filters, the URL remembers. */
export function FleetFilters({ page }: { page: FleetPage }) {
  const [attention, setAttention] = useSearchParam('attention');
  const { total, offset, items } = page;
  const shown =
    total === 0 ? 'none' : `${offset + 1}–${offset + items.length} of ${total}`;
  return (
    <div className={styles.filters} role="search" aria-label="Filter services">
      <TextFilter />
      <Facet label="Owner" parameter="owner" values={page.facets.owners} />
      <Facet label="System" parameter="system" values={page.facets.systems} />
      <Facet
        label="Lifecycle"
        parameter="lifecycle"
        values={page.facets.lifecycles}
      />
      <ToggleButton
        size="small"
        isSelected={attention === 'true'}
        onChange={selected => setAttention(selected ? 'true' : '')}
      >
        Needs attention
      </ToggleButton>
      <span className={styles.grow} />
      <span className={styles.count} role="status">
        {shown}
      </span>
    </div>
  );
}

function TextFilter() {
  const [text, setText] = useTypedSearchParam('q');
  const field = useSlashToFocus();
  return (
    <div ref={field}>
      <SearchField
        aria-label="Filter services"
        placeholder="Filter services…  /"
        size="small"
        className={styles.search}
        value={text}
        onChange={setText}
      />
    </div>
  );
}

function Facet(props: {
  label: string;
  parameter: string;
  values: readonly string[];
}) {
  const [value, setValue] = useSearchParam(props.parameter);
  return (
    <Select
      aria-label={props.label}
      size="small"
      className={styles.filter}
      value={value || ANY}
      onChange={key => setValue(key === ANY || key === null ? '' : String(key))}
      options={[
        { id: ANY, label: `${props.label}: all` },
        ...props.values.map(ref => ({
          id: ref,
          label: ref.split('/').pop() ?? ref,
        })),
      ]}
    />
  );
}
