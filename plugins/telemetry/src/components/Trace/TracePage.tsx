import {
  toastApiRef,
  useApi,
  useRouteRefParams,
} from '@backstage/frontend-plugin-api';
import {
  Button,
  Container,
  Skeleton,
  Tab,
  TabList,
  TabPanel,
  Tabs,
} from '@backstage/ui';
import {
  formatClockMs,
  formatDuration,
  formatFull,
  PanelMessage,
  reasonOf,
  ToneBadge,
  VersionDot,
} from '@sextant/plugin-telemetry-react';
import { RiLink } from '@remixicon/react';
import { useMemo } from 'react';
import { useTrace, useTraceLogs } from '../../hooks/useTrace';
import { nameOf, traceModel, TraceModel } from '../../model/traceModel';
import { traceRouteRef } from '../../routes';
import { JsonView } from './JsonView';
import { ServicesTable } from './ServicesTable';
import styles from './TracePage.module.css';
import { TraceLogs } from './TraceLogs';
import { WaterfallView } from './WaterfallView';

/** A whole trace: waterfall, services, logs, JSON. */
export function TracePage() {
  const { traceId } = useRouteRefParams(traceRouteRef);
  const query = useTrace(traceId);
  const logs = useTraceLogs(traceId);
  const trace = query.data?.data;
  const model = useMemo(() => (trace ? traceModel(trace) : undefined), [trace]);
  return (
    <Container className={styles.page}>
      <p className={styles.crumb}>Trace {traceId}</p>
      {model ? (
        <>
          <TraceHead model={model} />
          <Tabs>
            <TabList>
              <Tab id="waterfall">Waterfall</Tab>
              <Tab id="services">Services</Tab>
              <Tab id="logs">
                Logs {logs.data ? String(logs.data.data.items.length) : ''}
              </Tab>
              <Tab id="json">JSON</Tab>
            </TabList>
            <TabPanel id="waterfall">
              <WaterfallView
                key={traceId}
                model={model}
                lines={logs.data?.data.items ?? []}
                sources={query.data?.provenance ?? []}
              />
            </TabPanel>
            <TabPanel id="services">
              <ServicesTable model={model} />
            </TabPanel>
            <TabPanel id="logs">
              <TraceLogs query={logs} />
            </TabPanel>
            <TabPanel id="json">
              <JsonView trace={model.trace} />
            </TabPanel>
          </Tabs>
        </>
      ) : (
        <>
          <h1 className={styles.title}>Trace</h1>
          {query.error ? (
            <PanelMessage
              title="This trace could not be loaded"
              text={reasonOf(query.error)}
              onRetry={() => query.refetch()}
            />
          ) : (
            <Skeleton width="100%" height={420} />
          )}
        </>
      )}
    </Container>
  );
}

function TraceHead({ model }: { model: TraceModel }) {
  const { trace, errors, services } = model;
  const toasts = useApi(toastApiRef);
  const startMs = Number(BigInt(trace.startUnixNano) / 1_000_000n);
  const failed = trace.spans.status[0] === 2;
  const names = new Set(services.map(({ service }) => service));
  const copyLink = async () => {
    await navigator.clipboard.writeText(window.location.href);
    toasts.post({ title: 'Link copied', status: 'success', timeout: 2500 });
  };
  return (
    <header>
      <div className={styles.headline}>
        <h1 className={styles.title}>{nameOf(trace, 0)}</h1>
        <ToneBadge tone={failed ? 'bad' : 'ok'}>
          {failed ? 'failed' : 'ok'}
        </ToneBadge>
        <span className={styles.grow} />
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiLink size={14} />}
          onPress={copyLink}
        >
          Share
        </Button>
      </div>
      <ul className={styles.facts} aria-label="Facts of this trace">
        <li>{formatDuration(trace.durationNano / 1e9)}</li>
        <li>{trace.spans.id.length.toLocaleString('en-US')} spans</li>
        <li>{names.size} services</li>
        {errors > 0 ? <li className={styles.bad}>{errors} errors</li> : null}
        <li title={formatFull(startMs)}>
          {new Date(startMs).toLocaleDateString('en-GB', {
            day: 'numeric',
            month: 'short',
          })}{' '}
          {formatClockMs(startMs)}
        </li>
        {services.slice(0, 6).map(({ service, version, colour }) => (
          <li key={`${service} ${version}`}>
            <VersionDot
              version={`${service} ${version ?? ''}`}
              colour={colour}
            />
          </li>
        ))}
        {trace.orphans > 0 ? (
          <li className={styles.warn}>
            {trace.orphans} spans without their parent
          </li>
        ) : null}
        {trace.skewed > 0 ? (
          <li className={styles.warn}>
            {trace.skewed} spans begin before their parent: clocks differ
          </li>
        ) : null}
      </ul>
    </header>
  );
}
