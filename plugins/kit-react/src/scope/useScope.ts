import { MouseEvent, useCallback, useMemo } from 'react';
import { useHref, useNavigate, useSearchParams } from 'react-router-dom';
import { readScope, ScopeParams, writeScope } from './scopeParams';

/** How often a live view asks again, in milliseconds. @public */
export const LIVE_INTERVAL_MS = 10_000;

/**
 * The scope in the URL and the way to change it. Everything that shows telemetry uses this one, so
 * that tabs and panels agree and every view is a permalink.
 *
 * @public
 */
export function useScope(): [
  ScopeParams,
  (changes: Partial<ScopeParams>) => void,
] {
  const [search, setSearch] = useSearchParams();
  const scope = useMemo(() => readScope(search), [search]);
  const change = useCallback(
    (changes: Partial<ScopeParams>) =>
      setSearch(current => writeScope(current, changes)),
    [setSearch],
  );
  return [scope, change];
}

/** One search parameter of a page's own, e.g. its filter; empty when absent. @public */
export function useSearchParam(
  name: string,
): [string, (value: string) => void] {
  const [search, setSearch] = useSearchParams();
  const change = useCallback(
    (value: string) =>
      setSearch(
        current => {
          const next = new URLSearchParams(current);
          if (value) {
            next.set(name, value);
          } else {
            next.delete(name);
          }
          return next;
        },
        { replace: true },
      ),
    [name, setSearch],
  );
  return [search.get(name) ?? '', change];
}

/**
 * Makes an address of the portal one that a browser opens by itself, wherever the portal is mounted: for
 * what cannot be a link component, such as a point in a chart.
 *
 * @public
 */
export function useAppHref(): (href: string) => string {
  const base = useHref('/').replace(/\/$/, '');
  return href => `${base}${href}`;
}

/**
 * Opens an address of the portal without loading it anew, for what cannot be a link component, such
 * as a point in a chart. A click with a modifier key is left to the browser.
 *
 * @public
 */
export function useOpenHref(): (event: MouseEvent, href: string) => void {
  const navigate = useNavigate();
  return (event, href) => {
    if (!event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      navigate(href);
    }
  };
}
