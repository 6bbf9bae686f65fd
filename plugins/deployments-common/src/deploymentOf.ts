import { DeploymentKind, DeploymentRecord } from './deploymentRecord';

const DEPLOYS: ReadonlySet<DeploymentKind> = new Set([
  'deployment',
  'rollout',
  'release',
  'rollback',
]);

/** True for what made a version live; a change of configuration, a flag or a machine does not. @public */
export function isDeployment({ kind }: { kind: DeploymentKind }): boolean {
  return DEPLOYS.has(kind);
}

/**
 * The deployment that made a version live in an environment, last. What failed made nothing live.
 *
 * @param records - Newest first.
 * @public
 */
export function deploymentOf(
  records: readonly DeploymentRecord[],
  where: { version: string; environment: string },
): DeploymentRecord | undefined {
  return records.find(
    record =>
      isDeployment(record) &&
      record.status === 'succeeded' &&
      record.version === where.version &&
      record.environment === where.environment,
  );
}
