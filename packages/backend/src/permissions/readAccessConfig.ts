import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const POLICIES = ['open', 'owners'] as const;

/** Who may what, as it is configured. */
export interface AccessConfig {
  policy: (typeof POLICIES)[number];
  /** Groups and people who keep the portal and everything in it running. */
  operators: string[];
  /** Those of a service's people who read what it says although it owns restricted data. */
  restricted: string[];
}

/** @throws InputError with the key, what was found and what is allowed. */
export function readAccessConfig(root: Config): AccessConfig {
  const config = root.getOptionalConfig('access');
  const found = config?.getOptionalString('policy') ?? 'owners';
  const policy = POLICIES.find(known => known === found);
  if (!policy) {
    throw new InputError(
      `access.policy: found "${found}", allowed ${POLICIES.join(', ')}`,
    );
  }
  return {
    policy,
    operators: refsAt('operators', config),
    restricted: refsAt('restricted', config),
  };
}

function refsAt(key: string, config: Config | undefined): string[] {
  const refs = config?.getOptionalStringArray(key) ?? [];
  const wrong = refs.find(ref => !/^(group|user):[^:/]+\/[^:/]+$/.test(ref));
  if (wrong !== undefined) {
    throw new InputError(
      `access.${key}: found "${wrong}", allowed full references such as group:default/on-call`,
    );
  }
  return refs.map(ref => ref.toLocaleLowerCase('en-US'));
}
