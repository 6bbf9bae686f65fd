import { useRouteRefParams } from '@backstage/frontend-plugin-api';
import { Button, Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import {
  formatClockMs,
  formatDuration,
  formatFull,
  formatNumberOf,
  ToneBadge,
  Loaded,
  useSearchParam,
  whileUnknown,
  useToast,
  PageMain,
} from '@sextant/plugin-kit-react';
import { RiLink } from '@remixicon/react';
import { useMemo } from 'react';
import { isGrowing, useTrace, useTraceLogs } from '../../hooks/useTrace';
import { nameOf, traceModel, TraceModel } from '../../model/traceModel';
import { traceRouteRef } from '../../routes';
import { CompareView } from './CompareView';
import { JsonView } from './JsonView';
import { ServiceLink } from './ServiceLink';
import { ServicesTable } from './ServicesTable';
import styles from './TracePage.module.css';
import { TraceLogs } from './TraceLogs';
import { WaterfallView } from './WaterfallView';

/** A whole trace: waterfall, services, logs, JSON. */
export function TracePage() {
  const { traceId } = useRouteRefParams(traceRouteRef);
  const [compared] = useSearchParam('with');
  const found = useTrace(traceId);
  const logs = useTraceLogs(traceId, isGrowing(found));
  const trace = whileUnknown(found, undefined);
  const model = useMemo(() => (trace ? traceModel(trace) : undefined), [trace]);
  const lines = whileUnknown(logs, { items: [] }).items;
  return (
    <PageMain className={styles.page}>
      <p className={styles.crumb}>Trace {traceId}</p>
      {model ? (
        <>
          <TraceHead model={model} />
          {found.state === 'partial'
            ? found.missing.map(part => (
                <p key={part} className={styles.warn} role="status">
                  Spans may be missing: {part}
                </p>
              ))
            : null}
          <Tabs defaultSelectedKey={compared ? 'compare' : 'waterfall'}>
            <TabList>
              <Tab id="waterfall">Waterfall</Tab>
              <Tab id="services">Services</Tab>
              <Tab id="logs">
                Logs{' '}
                {logs.state === 'ok' || logs.state === 'partial'
                  ? String(logs.data.items.length)
                  : ''}
              </Tab>
              <Tab id="compare">Compare</Tab>
              <Tab id="json">JSON</Tab>
            </TabList>
            <TabPanel id="waterfall">
              <WaterfallView
                key={traceId}
                model={model}
                lines={lines}
                sources={'notes' in found ? found.notes.provenance : []}
              />
            </TabPanel>
            <TabPanel id="services">
              <ServicesTable model={model} />
            </TabPanel>
            <TabPanel id="logs">
              <TraceLogs result={logs} />
            </TabPanel>
            <TabPanel id="compare">
              <CompareView model={model} />
            </TabPanel>
            <TabPanel id="json">
              <JsonView trace={model.trace} />
            </TabPanel>
          </Tabs>
        </>
      ) : (
        <>
          <h1 className={styles.title}>Trace</h1>
          <Loaded
            result={found}
            height={420}
            failure="This trace could not be loaded"
          >
            {() => null}
          </Loaded>
        </>
      )}
    </PageMain>
  );
}

function TraceHead({ model }: { model: TraceModel }) {
  const { trace, errors, services } = model;
  const toast = useToast();
  const startMs = Number(BigInt(trace.startUnixNano) / 1_000_000n);
  const failed = trace.spans.status[0] === 2;
  const names = new Set(services.map(({ service }) => service));
  const copyLink = async () => {
    await navigator.clipboard.writeText(window.location.href);
    toast('Link copied');
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
        <li>{formatNumberOf(trace.spans.id.length, 'span')}</li>
        <li>{formatNumberOf(names.size, 'service')}</li>
        {errors > 0 ? (
          <li className={styles.bad}>{formatNumberOf(errors, 'error')}</li>
        ) : null}
        <li title={formatFull(startMs)}>
          {new Date(startMs).toLocaleDateString('en-GB', {
            day: 'numeric',
            month: 'short',
          })}{' '}
          {formatClockMs(startMs)}
        </li>
        {services.map(row => (
          <li key={`${row.service} ${row.version}`}>
            <i className={styles.dot} style={{ background: row.colour }} />{' '}
            <ServiceLink model={model} service={row} />{' '}
            <span className={styles.version}>{row.version}</span>
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
