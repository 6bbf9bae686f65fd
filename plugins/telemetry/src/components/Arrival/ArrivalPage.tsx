import {
  useApi,
  useRouteRef,
  useRouteRefParams,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { ButtonLink } from '@backstage/ui';
import { DEFAULT_SCOPE, withScope } from '@sextant/plugin-kit-common';
import { Result, usePlainAnswer, PageMain } from '@sextant/plugin-kit-react';
import { useFirstSignals } from '../../hooks/useFirstSignals';
import { unregisteredSubject } from '../../model/serviceSubject';
import { arrivalRouteRef, observeRouteRef } from '../../routes';
import styles from './ArrivalPage.module.css';

const AGAIN_MS = 3_000;
/** A new service has no past. */
const SCOPE = { ...DEFAULT_SCOPE, from: 'now-15m' };

type Tick = 'done' | 'waiting' | 'unknown';

const MARKS: Record<Tick, string> = { done: '✓', waiting: '…', unknown: '?' };

/** Where a new service is waited for: what of it has arrived, and what has not. */
export function ArrivalPage() {
  const { namespace, name } = useRouteRefParams(arrivalRouteRef);
  const catalog = useApi(catalogApiRef);
  const observe = useRouteRef(observeRouteRef);
  const entityHref = useRouteRef(entityRouteRef);
  const registration = usePlainAnswer(
    {
      key: ['telemetry', 'arrival', namespace, name],
      ask: async () => ({
        isRegistered:
          (await catalog.getEntityByRef({
            kind: 'component',
            namespace,
            name,
          })) !== undefined,
      }),
    },
    { everyMs: AGAIN_MS },
  );
  const signals = useFirstSignals(
    unregisteredSubject(namespace, name),
    SCOPE,
    AGAIN_MS,
  );
  const steps: ReadonlyArray<{
    what: string;
    waits: string;
    state: Tick;
  }> = [
    {
      what: 'Registered in the catalog, with its owner',
      waits: 'The catalog reads its catalog-info.yaml',
      state: tickOf(registration, ({ isRegistered }) => isRegistered),
    },
    {
      what: 'Traces arrive',
      waits: 'Waiting for the first request: start the service and call it',
      state: tickOf(signals.traces, ({ items }) => items.length > 0),
    },
    {
      what: 'Rate, errors and latency by version',
      waits: 'Counted from its first request on',
      state: tickOf(signals.versions, ({ versions }) =>
        versions.some(({ requests }) => requests > 0),
      ),
    },
    {
      what: 'Log lines arrive',
      waits: 'Waiting for its first line',
      state: tickOf(signals.logs, ({ items }) => items.length > 0),
    },
  ];
  const isDone = steps.every(({ state }) => state === 'done');
  const page =
    entityHref && `${entityHref({ kind: 'component', namespace, name })}`;
  const href =
    steps[0].state === 'done' && page ? `${page}/observe` : undefined;
  const target = href ?? observe?.({ namespace, name });
  return (
    <PageMain className={styles.page}>
      <h1 className={styles.title}>{name}</h1>
      <p className={styles.lead} role="status">
        {isDone
          ? 'Everything of it has arrived.'
          : 'Its signals appear here as they arrive; the page looks every three seconds.'}
      </p>
      <ol className={styles.steps}>
        {steps.map(({ what, waits, state }) => (
          <li key={what} data-state={state}>
            <span className={styles.mark} aria-hidden>
              {MARKS[state]}
            </span>
            <span>
              <b>{what}</b>
              <span className={styles.detail}>
                {state === 'done' ? 'done' : ''}
                {state === 'waiting' ? waits : ''}
                {state === 'unknown' ? 'could not be asked; asking again' : ''}
              </span>
            </span>
          </li>
        ))}
      </ol>
      {target ? (
        <ButtonLink
          variant={isDone ? 'primary' : 'secondary'}
          href={withScope(target, SCOPE)}
        >
          Open Observe
        </ButtonLink>
      ) : null}
    </PageMain>
  );
}

/** What failed to be asked is not what has not come. */
function tickOf<T>(result: Result<T>, has: (data: T) => boolean): Tick {
  if (result.state === 'failed') {
    return 'unknown';
  }
  return (result.state === 'ok' || result.state === 'partial') &&
    has(result.data)
    ? 'done'
    : 'waiting';
}
