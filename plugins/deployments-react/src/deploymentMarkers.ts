import { ChartMarker } from '@sextant/plugin-kit-react';
import type { DeploymentRecord } from '@sextant/plugin-deployments-common';

const VERSION_KINDS = new Set(['deployment', 'rollout', 'release', 'rollback']);

/** A change as a moment on charts, with what is known of it. @public */
export interface ChangeMarker extends ChartMarker {
  record: DeploymentRecord;
}

/**
 * Records of a range as markers; version changes have their version's colour. Each stands where it began:
 * what it causes comes after.
 *
 * @public
 */
export function deploymentMarkers(
  records: readonly DeploymentRecord[],
  colours: ReadonlyMap<string, string>,
): ChangeMarker[] {
  return records.map(record => {
    const changesVersion = VERSION_KINDS.has(record.kind);
    return {
      id: record.id,
      timeMs: Date.parse(record.startedAt),
      kind: record.kind,
      label: changesVersion ? record.version : record.kind,
      text: sentence(record),
      colour: changesVersion
        ? colours.get(record.version) ?? 'var(--sx-neutral)'
        : 'var(--sx-neutral)',
      record,
    };
  });
}

function sentence(record: DeploymentRecord): string {
  const said = record.description;
  if (said) {
    return record.kind === 'deployment'
      ? `${record.version}: ${said}`
      : `${record.kind}: ${said}`;
  }
  const weight = record.strategy?.weight;
  switch (record.kind) {
    case 'release':
      return `${record.version} first seen`;
    case 'rollback':
      return `rolled back to ${record.version}`;
    case 'removal':
      return `${record.version} removed`;
    default:
      return record.strategy?.type === 'canary'
        ? `${record.version} canary${
            weight === undefined ? '' : ` ${Math.round(weight * 100)} %`
          }`
        : `${record.version} deployed`;
  }
}
