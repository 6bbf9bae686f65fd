import {
  attributesAt,
  CompactTrace,
  spanPairs,
} from '@sextant/plugin-telemetry-common';
import { useMemo } from 'react';
import { nameOf, resourceOf } from '../../model/traceModel';
import styles from './TracePage.module.css';

/** More than this is not readable as text, and slow to draw. */
const MAX_SPANS = 500;

/** Spans as JSON, to copy from. */
export function JsonView({ trace }: { trace: CompactTrace }) {
  const text = useMemo(() => JSON.stringify(toJson(trace), null, 2), [trace]);
  const total = trace.spans.id.length;
  return (
    <>
      {total > MAX_SPANS ? (
        <p>
          The first {MAX_SPANS} of {total} spans.
        </p>
      ) : null}
      {/* The text scrolls, so it must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.json} tabIndex={0} aria-label="Trace as JSON">
        {text}
      </pre>
    </>
  );
}

function toJson(trace: CompactTrace): object {
  return {
    traceId: trace.traceId,
    spans: trace.spans.id.slice(0, MAX_SPANS).map((spanId, span) => {
      const { service, version, environment, instance } = resourceOf(
        trace,
        span,
      );
      return {
        spanId,
        parentSpanId: trace.spans.id[trace.spans.parent[span]],
        service,
        version,
        environment,
        instance,
        operation: nameOf(trace, span),
        startUnixNano: (
          BigInt(trace.startUnixNano) + BigInt(trace.spans.start[span])
        ).toString(),
        durationNano: trace.spans.duration[span],
        failed: trace.spans.status[span] === 2,
        attributes: Object.fromEntries(
          attributesAt(trace, spanPairs(trace, span)),
        ),
      };
    }),
  };
}
