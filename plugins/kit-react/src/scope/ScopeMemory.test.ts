import { DEFAULT_SCOPE } from '@sextant/plugin-kit-common';
import { ScopeMemory } from './ScopeMemory';

const OBSERVE = '/catalog/default/component/inventory/observe';
const LOGS = '/catalog/default/component/inventory/logs';
const OTHER = '/catalog/default/component/cart/observe';
const scope = {
  environment: 'production',
  versions: ['2.3.0'],
  operation: 'GET /stock',
  from: 'now-15m',
  to: 'now',
  live: false,
};

describe('ScopeMemory', () => {
  it('has the default at first', () => {
    expect(new ScopeMemory().recall(LOGS, new URLSearchParams())).toEqual(
      DEFAULT_SCOPE,
    );
  });

  it('carries a scope from tab to tab, and all but the versions to another service', () => {
    const memory = new ScopeMemory();
    memory.keep(OBSERVE, scope);
    expect(memory.recall(LOGS, new URLSearchParams('q=lock'))).toEqual(scope);
    expect(memory.recall(OTHER, new URLSearchParams())).toEqual({
      ...scope,
      versions: [],
      operation: undefined,
    });
  });

  it('gives way to what an address says', () => {
    const memory = new ScopeMemory();
    memory.keep(OBSERVE, scope);
    expect(memory.recall(LOGS, new URLSearchParams('env=staging'))).toEqual({
      ...DEFAULT_SCOPE,
      environment: 'staging',
    });
  });
});
