import { Knex } from 'knex';
import { MARK_LENGTH } from '../ingest/prepareSpans';
import { Row } from './rows';

/** Of a larger trace the sums of its export requests are good enough: its marks would be megabytes. */
const MAX_COUNTED = 10_000;

/** How much a trace holds. */
export interface TraceSize {
  spans: number;
  errors: number;
  services: number;
}

/**
 * Of each trace how many spans it has, each once, also where a collector that retried put spans into two
 * export requests.
 *
 * @param traces - Rows of `embedded_trace`.
 */
export async function traceSizes(
  knex: Knex,
  traces: readonly Row[],
): Promise<Map<string, TraceSize>> {
  const services: Row[] = await knex('embedded_part')
    .whereIn('trace_id', traces.map(idOf))
    .groupBy('trace_id')
    .select('trace_id')
    .countDistinct('service as services');
  const servicesOf = new Map(
    services.map(row => [idOf(row), Number(row.services)]),
  );
  const marks = await marksOf(
    knex,
    traces.filter(({ spans }) => Number(spans) <= MAX_COUNTED).map(idOf),
  );
  return new Map(
    traces.map(trace => [
      idOf(trace),
      {
        spans: marks.get(idOf(trace))?.size ?? Number(trace.spans),
        errors: errorsOf(marks.get(idOf(trace))) ?? Number(trace.errors),
        services: servicesOf.get(idOf(trace)) ?? 1,
      },
    ]),
  );
}

/** Of each trace its spans by who they are, and whether they failed. */
async function marksOf(
  knex: Knex,
  ids: readonly string[],
): Promise<Map<string, Map<string, boolean>>> {
  const parts: Row[] = await knex('embedded_part')
    .whereIn('trace_id', ids)
    .select('trace_id', 'service', 'marks');
  const spansOf = new Map<string, Map<string, boolean>>();
  for (const part of parts) {
    const spans = spansOf.get(idOf(part)) ?? new Map<string, boolean>();
    const marks = String(part.marks);
    for (let at = 0; at < marks.length; at += MARK_LENGTH) {
      const mark = marks.slice(at, at + MARK_LENGTH);
      const span = `${part.service} ${mark.toLowerCase()}`;
      spans.set(span, spans.get(span) === true || mark !== mark.toLowerCase());
    }
    spansOf.set(idOf(part), spans);
  }
  // Parts of an earlier version of the store have no marks.
  for (const part of parts) {
    if (part.marks === '') {
      spansOf.delete(idOf(part));
    }
  }
  return spansOf;
}

function errorsOf(
  spans: ReadonlyMap<string, boolean> | undefined,
): number | undefined {
  return spans && [...spans.values()].filter(Boolean).length;
}

function idOf(row: Row): string {
  return String(row.trace_id);
}
