import { SourceSpan } from '@sextant/plugin-telemetry-common';
import { Knex } from 'knex';
import { SpanBlock } from '../ingest/spanBlock';
import { Row } from './rows';

type Wanted = ReadonlyArray<{ key: string; value: string }>;

/**
 * Of some traces, the services on whose spans, or on whose resources, all of the attributes stand. Traces
 * without such a span are left out.
 */
export async function attributeMatches(
  knex: Knex,
  traceIds: readonly string[],
  attributes: Wanted,
): Promise<Map<string, string[]>> {
  const parts: Row[] = await knex('embedded_part')
    .whereIn('trace_id', [...new Set(traceIds)])
    .distinct('trace_id', 'block_id');
  const blocks = await openBlocks(knex, parts);
  const matches = new Map<string, string[]>();
  for (const part of parts) {
    const traceId = String(part.trace_id);
    const services =
      blocks
        .get(part.block_id)
        ?.spansOf(traceId)
        .filter(span => hasAll(span, attributes))
        .map(span => span.resource.service) ?? [];
    if (services.length > 0) {
      matches.set(traceId, [
        ...new Set([...(matches.get(traceId) ?? []), ...services]),
      ]);
    }
  }
  return matches;
}

async function openBlocks(knex: Knex, parts: readonly Row[]) {
  const rows: Row[] = await knex('embedded_block').whereIn('block_id', [
    ...new Set(parts.map(part => String(part.block_id))),
  ]);
  const opened = new Map<unknown, SpanBlock>();
  for (const row of rows) {
    const block = SpanBlock.open(row.data);
    if (block) {
      opened.set(row.block_id, block);
    }
  }
  return opened;
}

function hasAll(span: SourceSpan, attributes: Wanted): boolean {
  return attributes.every(({ key, value }) => {
    const held = span.attributes[key] ?? span.resource.attributes[key];
    return held !== undefined && String(held) === value;
  });
}
