import {
  DeploymentRecord,
  isDeployment,
} from '@sextant/plugin-deployments-common';

/** What a record says was done, in the words of who did it where there are any. */
export function changeText(record: DeploymentRecord): string {
  const { kind, strategy, description } = record;
  if (!isDeployment(record) || kind === 'rollback') {
    return description ? `${kind}: ${description}` : kind;
  }
  return [kindText(kind, strategy), description].filter(Boolean).join(' · ');
}

function kindText(
  kind: DeploymentRecord['kind'],
  strategy: DeploymentRecord['strategy'],
): string {
  if (kind === 'release') {
    return 'first seen';
  }
  if (strategy?.type !== 'canary') {
    return kind;
  }
  return strategy.weight === undefined
    ? 'canary'
    : `canary ${Math.round(strategy.weight * 100)} %`;
}
