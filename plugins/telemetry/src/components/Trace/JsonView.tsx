import { useToast } from '@sextant/plugin-kit-react';
import { Button } from '@backstage/ui';
import {
  attributesAt,
  CompactTrace,
  spanPairs,
} from '@sextant/plugin-telemetry-common';
import { useMemo } from 'react';
import { saveFile } from '../../model/saveFile';
import { nameOf, resourceOf } from '../../model/traceModel';
import styles from './TracePage.module.css';

/** More than this is not readable as text, and slow to draw. */
const MAX_SPANS = 500;

/** Spans as JSON, to copy from. */
export function JsonView({ trace }: { trace: CompactTrace }) {
  const text = useMemo(
    () => JSON.stringify(toJson(trace, MAX_SPANS), null, 2),
    [trace],
  );
  const total = trace.spans.id.length;
  const toast = useToast();
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(toJson(trace), null, 2));
    toast('JSON copied');
  };
  return (
    <>
      <div className={styles.actions}>
        <Button size="small" variant="secondary" onPress={copy}>
          Copy
        </Button>
        <Button
          size="small"
          variant="secondary"
          onPress={() => download(trace)}
        >
          Download
        </Button>
        {total > MAX_SPANS ? (
          <span>
            Shown are the first {MAX_SPANS} of {total} spans; a copy or download
            holds all.
          </span>
        ) : null}
      </div>
      {/* The text scrolls, so it must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.json} tabIndex={0} aria-label="Trace as JSON">
        {text}
      </pre>
    </>
  );
}

/** All spans in it. */
function download(trace: CompactTrace) {
  saveFile(
    `trace-${trace.traceId}.json`,
    'application/json',
    JSON.stringify(toJson(trace), null, 2),
  );
}

function toJson(trace: CompactTrace, maxSpans = Infinity): object {
  return {
    traceId: trace.traceId,
    spans: trace.spans.id.slice(0, maxSpans).map((spanId, span) => {
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
