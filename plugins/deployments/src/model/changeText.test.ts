import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import { changeText } from './changeText';

const record = (changes: Partial<DeploymentRecord>): DeploymentRecord => ({
  id: '1',
  service: 'component:default/cart',
  version: '1.9.0',
  environment: 'production',
  kind: 'deployment',
  status: 'succeeded',
  startedAt: '2026-11-21T13:30:00.000Z',
  evidence: [],
  sources: ['ci'],
  confidence: 1,
  recordedAt: '2026-11-21T13:30:00.000Z',
  ...changes,
});

it.each([
  [{}, 'deployment'],
  [{ description: 'the big one' }, 'deployment · the big one'],
  [{ kind: 'release' as const }, 'first seen'],
  [{ strategy: { type: 'canary' as const, weight: 0.12 } }, 'canary 12 %'],
  [{ strategy: { type: 'canary' as const } }, 'canary'],
  [
    { kind: 'config' as const, description: 'cart.ttl 30 m → 0' },
    'config: cart.ttl 30 m → 0',
  ],
  [{ kind: 'infrastructure' as const }, 'infrastructure'],
  [{ kind: 'rollback' as const }, 'rollback'],
])('says of %j "%s"', (changes, text) => {
  expect(changeText(record(changes))).toBe(text);
});
