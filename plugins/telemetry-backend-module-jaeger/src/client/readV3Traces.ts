import { SourceSpan, SourceTrace } from '@sextant/plugin-telemetry-common';
import { Upstream } from '@sextant/plugin-telemetry-node';
import { readTraces } from '@sextant/plugin-telemetry-node/otlp';
import { z } from 'zod';
import { traceIdOf } from './readV1Trace';
import { resourceFrom } from './resourceFrom';

const envelopeSchema = z.object({ result: z.unknown() });

/** Traces of the v3 API: OTLP-JSON in an envelope, in one or several pieces. */
export function readV3Traces(body: unknown, upstream: Upstream): SourceTrace[] {
  const traces = new Map<string, SourceSpan[]>();
  for (const piece of [body].flat()) {
    const envelope = envelopeSchema.safeParse(piece);
    if (!envelope.success) {
      throw upstream.error(
        'garbled',
        'returned an unexpected response (no result)',
      );
    }
    for (const { resource, spans } of readTraces(envelope.data.result)
      .resources) {
      const own = resourceFrom(resource.service, resource.attributes);
      for (const { traceId, ...span } of spans) {
        const id = traceIdOf(traceId);
        const known = traces.get(id);
        const read = { ...span, resource: own };
        if (known) {
          known.push(read);
        } else {
          traces.set(id, [read]);
        }
      }
    }
  }
  return [...traces].map(([traceId, spans]) => ({ traceId, spans }));
}
