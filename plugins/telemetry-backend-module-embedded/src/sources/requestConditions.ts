import { RequestQuestion } from '@sextant/plugin-telemetry-node';
import { unknownCursor } from '@sextant/plugin-kit-node';
import { Conditions, Row } from './rows';

/** What the requests of a search have in common, of a table with an alias. */
export function requestConditions(
  question: RequestQuestion,
  alias: string,
): Conditions {
  const column = (name: string) => `${alias}.${name}`;
  const conditions = new Conditions()
    .and(`${column('start_us')} >= ?`, Math.trunc(question.range.fromMs * 1000))
    .and(`${column('start_us')} < ?`, Math.ceil(question.range.toMs * 1000))
    .in(column('service'), question.services)
    .in(column('environment'), question.environments)
    .in(column('version'), question.versions);
  for (const service of question.exceptServices ?? []) {
    conditions.and(`${column('service')} <> ?`, service);
  }
  const { operation, minDurationSeconds, maxDurationSeconds, status } =
    question;
  if (operation !== undefined) {
    conditions.and(`${column('operation')} = ?`, operation);
  }
  if (minDurationSeconds !== undefined) {
    conditions.and(
      `${column('duration_us')} >= ?`,
      Math.round(minDurationSeconds * 1e6),
    );
  }
  if (maxDurationSeconds !== undefined) {
    conditions.and(
      `${column('duration_us')} <= ?`,
      Math.round(maxDurationSeconds * 1e6),
    );
  }
  if (status === 'error' || status === 'ok') {
    conditions.and(`${column('error')} = ?`, status === 'error' ? 1 : 0);
  } else if (status !== undefined && /^[1-5]xx$/.test(status)) {
    const hundreds = Number(status[0]) * 100;
    conditions
      .and(`${column('http_status')} >= ?`, hundreds)
      .and(`${column('http_status')} <= ?`, hundreds + 99);
  } else if (status !== undefined) {
    conditions.and(`${column('http_status')} = ?`, Number(status));
  }
  return conditions;
}

const POSITION = /^(\d{1,16})\.([0-9a-f]{16})\.([0-9a-f]{32})\.(\d{1,3})$/;

/** Where the list goes on behind a stored request. */
export function positionOf(row: Row): string {
  return `${row.start_us}.${row.span_id}.${row.trace_id}.${row.kind}`;
}

/** Narrows to what comes behind a position. @throws InputError */
export function behind(
  conditions: Conditions,
  position: string | undefined,
  alias: string,
): Conditions {
  if (!position) {
    return conditions;
  }
  const [, startUs, spanId, traceId, kind] = POSITION.exec(position) ?? [];
  if (!startUs) {
    throw unknownCursor(position);
  }
  return conditions.and(
    `(${alias}.start_us, ${alias}.span_id, ${alias}.trace_id, ${alias}.kind) < (?, ?, ?, ?)`,
    Number(startUs),
    spanId,
    traceId,
    Number(kind),
  );
}
