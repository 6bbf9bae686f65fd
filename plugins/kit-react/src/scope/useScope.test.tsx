import { act, renderHook } from '@testing-library/react';
import { ReactNode } from 'react';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { useScope, useSearchParam } from './useScope';

function page(address: string) {
  return renderHook(
    () => {
      const [scope, setScope] = useScope();
      const [, setKind] = useSearchParam('kind');
      const [, setCursor] = useSearchParam('cursor');
      const { search } = useLocation();
      return { scope, setScope, setKind, setCursor, search };
    },
    {
      wrapper: ({ children }: { children: ReactNode }) => (
        <MemoryRouter initialEntries={[address]}>{children}</MemoryRouter>
      ),
    },
  ).result;
}

describe('the cursor of a list', () => {
  it('is dropped where the scope changes', () => {
    const result = page('/deployments?cursor=abc&kind=config');
    act(() => result.current.setScope({ environment: 'staging' }));
    expect(result.current.search).toBe('?kind=config&env=staging');
    expect(result.current.scope.environment).toBe('staging');
  });

  it('is dropped where a filter changes, and kept where it is set itself', () => {
    const result = page('/deployments?cursor=abc');
    act(() => result.current.setKind('config'));
    expect(result.current.search).toBe('?kind=config');
    act(() => result.current.setCursor('def'));
    expect(result.current.search).toBe('?kind=config&cursor=def');
  });
});
