import { useRouteRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, Link } from '@backstage/ui';
import {
  attributesAt,
  LogLine,
  SPAN_KINDS,
  spanPairs,
} from '@sextant/plugin-telemetry-common';
import {
  formatDuration,
  ToneBadge,
  versionColour,
} from '@sextant/plugin-kit-react';
import { withoutAnsi } from '@sextant/plugin-telemetry-react';
import { RiCloseLine } from '@remixicon/react';
import { joinList, withScope } from '@sextant/plugin-kit-common';
import { scopeAround } from '../../model/scopeAround';
import {
  momentOf,
  nameOf,
  resourceOf,
  TraceModel,
} from '../../model/traceModel';
import { traceRouteRef, tracesRouteRef } from '../../routes';
import { ReactElement } from 'react';
import { ServiceLink } from './ServiceLink';
import { LogRow } from '../shared/LogRow';
import styles from './SpanDetail.module.css';

/** Characters of a value that traces are looked for by. */
const MAX_ASKED = 200;

/** Everything a span says. */
export function SpanDetail(props: {
  model: TraceModel;
  span: number;
  lines: readonly LogLine[];
  onClose: () => void;
}) {
  const { model, span, lines, onClose } = props;
  const { trace } = model;
  const traceHref = useRouteRef(traceRouteRef);
  const resource = resourceOf(trace, span);
  const critical = (model.critical.get(span) ?? []).reduce(
    (sum, segment) => sum + segment.to - segment.from,
    0,
  );
  const message = trace.messages.find(([at]) => at === span)?.[1];
  const events = trace.events.filter(event => event.span === span);
  const links = trace.links.filter(link => link.span === span);
  const failed = trace.spans.status[span] === 2;
  const similar = useSimilarHref(model);
  return (
    <aside className={styles.detail} aria-label="Span">
      <header className={styles.head}>
        <h2 className={styles.title}>{nameOf(trace, span)}</h2>
        <ButtonIcon
          aria-label="Close"
          size="small"
          variant="tertiary"
          icon={<RiCloseLine size={16} />}
          onPress={onClose}
        />
      </header>
      <Pairs
        title="Span"
        pairs={[
          [
            'service',
            <ServiceLink
              key="service"
              model={model}
              service={{
                service: resource.service,
                version: resource.version,
                environment: resource.environment,
              }}
            />,
          ],
          ['version', resource.version ?? 'unversioned'],
          ['kind', SPAN_KINDS[trace.spans.kind[span]] ?? 'unspecified'],
          ['start offset', formatDuration(trace.spans.start[span] / 1e9)],
          ['duration', formatDuration(trace.spans.duration[span] / 1e9)],
          ['critical path', formatDuration(critical / 1e9)],
          ['span id', trace.spans.id[span]],
        ]}
      />
      {failed ? (
        <p>
          <ToneBadge tone="bad">failed</ToneBadge>{' '}
          {message === undefined ? '' : String(trace.values[message])}
        </p>
      ) : null}
      <Pairs
        title="Attributes"
        pairs={attributesAt(trace, spanPairs(trace, span))}
        hrefOf={similar}
      />
      {events.map((event, at) => (
        // Two events may have one name and time.
        <EventPairs
          key={at}
          title={`${
            event.name === 'exception' ? 'Exception' : `Event ${event.name}`
          } at ${formatDuration(event.time / 1e9)}`}
          pairs={attributesAt(trace, event.attributes)}
        />
      ))}
      {links.length > 0 ? (
        <>
          <h3 className={styles.caption}>Links</h3>
          <ul className={styles.links}>
            {links.map((link, at) => (
              <li key={at}>
                {traceHref ? (
                  <Link
                    href={`${traceHref({ traceId: link.traceId })}?span=${
                      link.spanId
                    }`}
                  >
                    {`span ${link.spanId} of trace ${link.traceId}`}
                  </Link>
                ) : (
                  `span ${link.spanId} of trace ${link.traceId}`
                )}
                <Pairs title="" pairs={attributesAt(trace, link.attributes)} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {lines.length > 0 ? (
        <>
          <h3 className={styles.caption}>Logs</h3>
          {lines.map(line => (
            <LogRow
              key={line.id}
              line={line}
              colour={versionColour(line.version)}
            />
          ))}
        </>
      ) : null}
      <Pairs
        title="Resource"
        pairs={attributesAt(trace, resource.attributes)}
        hrefOf={similar}
      />
    </aside>
  );
}

/** Where traces with the same value of an attribute are listed, around the time of this one. */
function useSimilarHref(
  model: TraceModel,
): ((key: string, value: string) => string) | undefined {
  const traces = useRouteRef(tracesRouteRef)?.();
  return traces === undefined
    ? undefined
    : (key, value) =>
        withScope(
          `${traces}?${new URLSearchParams({
            attribute: joinList([`${key}=${value}`]),
          })}`,
          scopeAround(momentOf(model.trace), {}),
        );
}

/** A stack trace is a block of its own: beside its key its lines would be broken. */
function EventPairs(props: {
  title: string;
  pairs: ReadonlyArray<readonly [string, string | number | boolean]>;
}) {
  const stack = props.pairs.find(([key]) => key === 'exception.stacktrace');
  return (
    <>
      <Pairs
        title={props.title}
        pairs={props.pairs.filter(pair => pair !== stack)}
      />
      {stack ? <pre className={styles.stack}>{String(stack[1])}</pre> : null}
    </>
  );
}

function Pairs(props: {
  title: string;
  pairs: ReadonlyArray<
    readonly [string, string | number | boolean | ReactElement]
  >;
  /** Where a value leads, of one that does. */
  hrefOf?: (key: string, value: string) => string;
}) {
  const { hrefOf } = props;
  if (props.pairs.length === 0) {
    return null;
  }
  return (
    <>
      {props.title ? <h3 className={styles.caption}>{props.title}</h3> : null}
      <dl className={styles.pairs}>
        {props.pairs.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>
              {typeof value === 'object' ? (
                value
              ) : (
                <Value name={key} value={String(value)} hrefOf={hrefOf} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Value(props: {
  name: string;
  value: string;
  hrefOf: ((key: string, value: string) => string) | undefined;
}) {
  const { name, value, hrefOf } = props;
  const text = withoutAnsi(value);
  // A question in an address is not as long as some values are.
  return hrefOf && value.length <= MAX_ASKED ? (
    <Link href={hrefOf(name, value)} title={`Traces with ${name} = ${text}`}>
      {text}
    </Link>
  ) : (
    <>{text}</>
  );
}
