import { Button, Select, TextField } from '@backstage/ui';
import { RiCloseLine } from '@remixicon/react';
import { joinList, splitList } from '@sextant/plugin-kit-common';
import { useScope, useSearchParam } from '@sextant/plugin-kit-react';
import { useState } from 'react';
import styles from './TraceFilters.module.css';

const ANY = '(any)';

/** What traces are searched by, beside the scope. Text is taken over on Enter or when left. */
export function TraceFilters(props: {
  operations: readonly string[];
  /** Names to choose a service from; none where the page is of one. */
  services?: readonly string[];
}) {
  const [service, setService] = useSearchParam('service');
  const [{ operation }, setScope] = useScope();
  const [status, setStatus] = useSearchParam('status');
  const [order, setOrder] = useSearchParam('order');
  const operations = [
    ...new Set([...props.operations, ...(operation ? [operation] : [])]),
  ];
  return (
    <div className={styles.filters} role="search" aria-label="Filter traces">
      {props.services ? (
        <Select
          label="Service"
          size="small"
          searchable
          className={styles.choice}
          value={service || ANY}
          onChange={key =>
            setService(key === ANY || key === null ? '' : String(key))
          }
          options={[
            { id: ANY, label: 'any service' },
            ...[
              ...new Set([...props.services, ...(service ? [service] : [])]),
            ].map(name => ({ id: name, label: name })),
          ]}
        />
      ) : null}
      <Select
        label="Operation"
        searchable
        size="small"
        className={styles.choice}
        value={operation || ANY}
        onChange={key =>
          setScope({
            operation: key === ANY || key === null ? undefined : String(key),
          })
        }
        options={[
          { id: ANY, label: 'any operation' },
          ...operations.map(name => ({ id: name, label: name })),
        ]}
      />
      <Select
        label="Status"
        size="small"
        className={styles.choice}
        value={status || ANY}
        onChange={key =>
          setStatus(key === ANY || key === null ? '' : String(key))
        }
        options={[
          { id: ANY, label: 'any status' },
          { id: 'error', label: 'failed' },
          { id: 'ok', label: 'succeeded' },
          { id: '5xx', label: 'HTTP 5xx' },
          { id: '4xx', label: 'HTTP 4xx' },
          { id: '2xx', label: 'HTTP 2xx' },
        ]}
      />
      <CommittedField
        label="Min duration, s"
        parameter="min"
        placeholder="0.5"
      />
      <CommittedField
        label="Max duration, s"
        parameter="max"
        placeholder="10"
      />
      <AttributeFilter />
      <Select
        label="Order"
        size="small"
        className={styles.choice}
        value={order || 'newest'}
        onChange={key =>
          setOrder(key === 'newest' || key === null ? '' : String(key))
        }
        options={[
          { id: 'newest', label: 'newest first' },
          { id: 'slowest', label: 'slowest first' },
          { id: 'notable', label: 'failed and slow' },
        ]}
      />
    </div>
  );
}

/** Attributes that a trace must have, all of them on one span: `key=value`, added one by one. */
function AttributeFilter() {
  const [value, setValue] = useSearchParam('attribute');
  const [draft, setDraft] = useState('');
  const chosen = splitList(value);
  const isPair = /^[^=]{1,200}=/.test(draft.trim());
  const add = () => {
    if (isPair) {
      setValue(joinList([...new Set([...chosen, draft.trim()])]));
      setDraft('');
    }
  };
  return (
    <>
      <TextField
        className={styles.wide}
        label="Attribute"
        size="small"
        placeholder="http.route=/v2/quotes"
        value={draft}
        isInvalid={draft !== '' && !isPair}
        description={draft !== '' && !isPair ? 'key=value' : undefined}
        onChange={setDraft}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            add();
          }
        }}
      />
      {chosen.map(pair => (
        <Button
          key={pair}
          size="small"
          variant="secondary"
          iconEnd={<RiCloseLine size={14} />}
          aria-label={`Remove ${pair}`}
          onPress={() =>
            setValue(joinList(chosen.filter(other => other !== pair)))
          }
        >
          {pair}
        </Button>
      ))}
    </>
  );
}

function CommittedField(props: {
  label: string;
  parameter: string;
  placeholder: string;
}) {
  const [value, setValue] = useSearchParam(props.parameter);
  const [draft, setDraft] = useState<string>();
  const commit = () => {
    if (draft !== undefined && draft !== value) {
      setValue(draft.trim());
    }
    setDraft(undefined);
  };
  return (
    <TextField
      className={styles.narrow}
      label={props.label}
      size="small"
      placeholder={props.placeholder}
      value={draft ?? value}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          commit();
        }
      }}
    />
  );
}
