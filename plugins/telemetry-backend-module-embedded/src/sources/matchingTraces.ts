import { SourceSpan } from '@sextant/plugin-telemetry-common';
import { Knex } from 'knex';
import { SpanBlock } from '../ingest/spanBlock';

type Row = Record<string, unknown>;

const TRACES_PER_READ = 50;

/**
 * The candidates whose trace has a span, or a span's resource, with all of the attributes. Opens
 * traces in order until enough were found.
 */
export async function matchingTraces(
  knex: Knex,
  candidates: readonly Row[],
  attributes: ReadonlyArray<{ key: string; value: string }>,
  wanted: number,
): Promise<Row[]> {
  const found: Row[] = [];
  const opened = new Map<unknown, SpanBlock>();
  for (
    let at = 0;
    at < candidates.length && found.length < wanted;
    at += TRACES_PER_READ
  ) {
    const part = candidates.slice(at, at + TRACES_PER_READ);
    const parts: Row[] = await knex('embedded_part')
      .whereIn('trace_id', [...new Set(part.map(row => String(row.trace_id)))])
      .distinct('trace_id', 'block_id');
    const blocks = await openBlocks(knex, parts, opened);
    const matching = new Set(
      parts
        .filter(row =>
          blocks
            .get(row.block_id)
            ?.spansOf(String(row.trace_id))
            .some(span => hasAll(span, attributes)),
        )
        .map(row => row.trace_id),
    );
    found.push(...part.filter(row => matching.has(row.trace_id)));
  }
  return found;
}

async function openBlocks(
  knex: Knex,
  parts: readonly Row[],
  opened: Map<unknown, SpanBlock>,
) {
  const missing = [...new Set(parts.map(part => String(part.block_id)))].filter(
    id => !opened.has(id),
  );
  const blocks: Row[] = await knex('embedded_block').whereIn(
    'block_id',
    missing,
  );
  for (const block of blocks) {
    if (Buffer.isBuffer(block.data)) {
      opened.set(block.block_id, new SpanBlock(block.data));
    }
  }
  return opened;
}

function hasAll(
  span: SourceSpan,
  attributes: ReadonlyArray<{ key: string; value: string }>,
): boolean {
  return attributes.every(({ key, value }) => {
    const held = span.attributes[key] ?? span.resource.attributes[key];
    return held !== undefined && String(held) === value;
  });
}
