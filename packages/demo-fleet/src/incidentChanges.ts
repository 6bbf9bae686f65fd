import { IncidentName } from './runtime/Behaviour';

/** What somebody did: the start of an incident, and its end. */
interface Change {
  actor: string;
  description: string;
  /** Nothing is deployed by it. */
  kind: 'config' | 'infrastructure';
}

const CHANGES: Record<
  IncidentName,
  { service: string; version: string; cause: Change; recovery: Change }
> = {
  'bad-canary': {
    service: 'inventory',
    version: '2.3.0',
    cause: {
      actor: 'ci',
      kind: 'config',
      description: 'canary weight 12 % → 35 %',
    },
    recovery: {
      actor: 'ci',
      kind: 'config',
      description: 'canary weight 35 % → 12 %',
    },
  },
  'slow-database': {
    service: 'orders',
    version: '4.1.0',
    cause: {
      actor: 'team-platform',
      kind: 'infrastructure',
      description: 'orders-db moved to a smaller machine',
    },
    recovery: {
      actor: 'team-platform',
      kind: 'infrastructure',
      description: 'orders-db moved back to its former machine',
    },
  },
  'bad-config': {
    service: 'cart',
    version: '1.9.0',
    cause: {
      actor: 'ada',
      kind: 'config',
      description: 'cart.ttl 30 m → 0',
    },
    recovery: {
      actor: 'ada',
      kind: 'config',
      description: 'cart.ttl 0 → 30 m',
    },
  },
};

/** What the ledger is told when an incident begins or ends: nothing changes without somebody who changed it. */
export function incidentChange(
  name: IncidentName,
  part: 'cause' | 'recovery',
): object {
  const { service, version } = CHANGES[name];
  return { service, version, source: 'demo pipeline', ...CHANGES[name][part] };
}
