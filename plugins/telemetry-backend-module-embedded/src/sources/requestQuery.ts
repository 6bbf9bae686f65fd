import { InputError } from '@backstage/errors';
import { TraceQuery } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';

/** Among how many of the latest requests the slowest are looked for. */
export const NOTABLE_CANDIDATES = 20_000;

/** The stored requests that a search asks for, in no order yet. */
export function requestQuery(knex: Knex, query: TraceQuery): Knex.QueryBuilder {
  return knex('embedded_request')
    .whereBetween('start_us', [
      Math.trunc(query.range.fromMs * 1000),
      Math.trunc(query.range.toMs * 1000),
    ])
    .modify(builder => {
      if (query.service) {
        builder.where({ service: query.service });
      }
      if (query.environment) {
        builder.where({ environment: query.environment });
      }
      if (query.versions) {
        builder.whereIn('version', [...query.versions]);
      }
      if (query.operation) {
        builder.where({ operation: query.operation });
      }
      if (query.minDurationSeconds !== undefined) {
        builder.where(
          'duration_us',
          '>=',
          Math.round(query.minDurationSeconds * 1e6),
        );
      }
      if (query.maxDurationSeconds !== undefined) {
        builder.where(
          'duration_us',
          '<=',
          Math.round(query.maxDurationSeconds * 1e6),
        );
      }
      applyStatus(builder, query.status);
    });
}

function applyStatus(builder: Knex.QueryBuilder, status: string | undefined) {
  if (!status) {
    return;
  }
  if (status === 'error' || status === 'ok') {
    builder.where({ error: status === 'error' ? 1 : 0 });
  } else if (/^[1-5]xx$/.test(status)) {
    const hundreds = Number(status[0]) * 100;
    builder.whereBetween('http_status', [hundreds, hundreds + 99]);
  } else if (/^[1-5]\d\d$/.test(status)) {
    builder.where({ http_status: Number(status) });
  } else {
    throw new InputError(
      `status: found "${status}", allowed error, ok, an HTTP status such as 503, or a class such as 5xx`,
    );
  }
}
