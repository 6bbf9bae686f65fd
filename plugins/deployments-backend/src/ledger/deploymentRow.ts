import {
  DeploymentRecord,
  deploymentRecordSchema,
} from '@sextant/plugin-deployments-common';

/** A row of the table `deployments`. */
export interface DeploymentRow {
  id: string;
  service: string;
  version: string;
  previous_version: string | null;
  environment: string;
  kind: string;
  status: string;
  started_ms: number | string;
  recorded_ms: number | string;
  /** JSON of what no query looks at. */
  detail: string;
  /** Of what was sent; null for records from before it was kept. */
  fingerprint?: string | null;
}

const detailSchema = deploymentRecordSchema.pick({
  finishedAt: true,
  strategy: true,
  commit: true,
  commitAt: true,
  actor: true,
  url: true,
  artifact: true,
  description: true,
  evidence: true,
  sources: true,
  confidence: true,
});

export function toRow(record: DeploymentRecord): DeploymentRow {
  return {
    id: record.id,
    service: record.service,
    version: record.version,
    previous_version: record.previousVersion ?? null,
    environment: record.environment,
    kind: record.kind,
    status: record.status,
    started_ms: Date.parse(record.startedAt),
    recorded_ms: Date.parse(record.recordedAt),
    detail: JSON.stringify(detailSchema.parse(record)),
  };
}

export function fromRow(row: DeploymentRow): DeploymentRecord {
  return deploymentRecordSchema.parse({
    ...detailSchema.parse(JSON.parse(row.detail)),
    id: row.id,
    service: row.service,
    version: row.version,
    previousVersion: row.previous_version ?? undefined,
    environment: row.environment,
    kind: row.kind,
    status: row.status,
    startedAt: new Date(Number(row.started_ms)).toISOString(),
    recordedAt: new Date(Number(row.recorded_ms)).toISOString(),
  });
}
