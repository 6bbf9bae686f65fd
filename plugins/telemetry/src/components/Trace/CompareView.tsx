import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Button, Link } from '@backstage/ui';
import {
  DataColumn,
  DataTable,
  formatDuration,
  Loaded,
  PanelMessage,
  useSearchParam,
} from '@sextant/plugin-kit-react';
import { CompactTrace } from '@sextant/plugin-telemetry-common';
import { useMutation } from '@tanstack/react-query';
import { useTrace } from '../../hooks/useTrace';
import { useNormalTrace } from '../../hooks/useNormalTrace';
import {
  ComparedOperation,
  compareTraces,
  differenceOf,
} from '../../model/compareTraces';
import { TraceModel } from '../../model/traceModel';
import { traceRouteRef } from '../../routes';
import styles from './TracePage.module.css';

const COLUMNS: ReadonlyArray<DataColumn<ComparedOperation>> = [
  {
    id: 'operation',
    label: 'Operation',
    sortBy: row => `${row.service} ${row.operation}`,
    cell: row => (
      <>
        <b>{row.service}</b> {row.operation}
      </>
    ),
  },
  {
    id: 'spans',
    label: 'Spans',
    isNumber: true,
    sortBy: row => row.spans[0],
    cell: ({ spans: [one, other] }) => `${one} · ${other}`,
  },
  {
    id: 'errors',
    label: 'Errors',
    isNumber: true,
    sortBy: row => row.failed[0],
    cell: ({ failed: [one, other] }) => `${one} · ${other}`,
  },
  {
    id: 'own',
    label: 'This',
    isNumber: true,
    sortBy: row => row.selfNano[0],
    cell: row => timeText(row.selfNano[0]),
  },
  {
    id: 'other',
    label: 'The other',
    isNumber: true,
    sortBy: row => row.selfNano[1],
    cell: row => timeText(row.selfNano[1]),
  },
  {
    id: 'difference',
    label: 'Difference',
    isNumber: true,
    sortBy: differenceOf,
    cell: row => {
      const nano = differenceOf(row);
      return `${nano < 0 ? '−' : '+'}${formatDuration(Math.abs(nano) / 1e9)}`;
    },
  },
];

/** This trace beside another; which one stands in the address. */
export function CompareView({ model }: { model: TraceModel }) {
  const [other, setOther] = useSearchParam('with');
  return (
    <>
      <NormalButton model={model} onFound={setOther} />
      {other ? (
        <Compared key={other} trace={model.trace} traceId={other} />
      ) : (
        <PanelMessage
          title="Nothing to compare with yet"
          text="A normal one is a trace of the same operation that did not fail, of the middle duration, in the hour before and behind this one."
        />
      )}
    </>
  );
}

function NormalButton(props: {
  model: TraceModel;
  onFound: (traceId: string) => void;
}) {
  const find = useNormalTrace(props.model);
  const search = useMutation({
    mutationFn: find,
    onSuccess: found => found && props.onFound(found.traceId),
  });
  return (
    <p>
      <Button
        size="small"
        variant="secondary"
        isPending={search.isPending}
        onPress={() => search.mutate()}
      >
        Compare with a normal one of this operation
      </Button>{' '}
      <span role="status">
        {search.isSuccess && !search.data
          ? 'No other trace of this operation succeeded in the hour around it.'
          : search.error?.message}
      </span>
    </p>
  );
}

function Compared(props: { trace: CompactTrace; traceId: string }) {
  const result = useTrace(props.traceId);
  const traceHref = useRouteRef(traceRouteRef);
  return (
    <Loaded
      result={result}
      height={200}
      failure="The other trace could not be loaded"
    >
      {other => (
        <>
          <p>
            This trace took{' '}
            <b>{formatDuration(props.trace.durationNano / 1e9)}</b>,{' '}
            {traceHref ? (
              <Link href={traceHref({ traceId: props.traceId })}>
                the other
              </Link>
            ) : (
              'the other'
            )}{' '}
            <b>{formatDuration(other.durationNano / 1e9)}</b>. Times are an
            operation's own, without what it waited for.
          </p>
          <div className={styles.compared}>
            <DataTable
              label="Two traces by operation"
              columns={COLUMNS}
              rows={compareTraces(props.trace, other)}
              keyOf={row => row.key}
              toneOf={row => (differenceOf(row) > 5e6 ? 'bad' : undefined)}
            />
          </div>
        </>
      )}
    </Loaded>
  );
}

function timeText(nano: number | undefined): string {
  return nano === undefined ? 'none' : formatDuration(nano / 1e9);
}
