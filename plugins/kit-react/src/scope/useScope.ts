import {
  readScope,
  ScopeParams,
  withScope,
  writeScope,
} from '@sextant/plugin-kit-common';
import { MouseEvent, useCallback, useEffect, useMemo, useState } from 'react';
import {
  NavigationType,
  useHref,
  useLocation,
  useNavigate,
  useNavigationType,
  useSearchParams,
} from 'react-router-dom';
import { ScopeMemory } from './ScopeMemory';

/** How often a live view asks again, in milliseconds. @public */
export const LIVE_INTERVAL_MS = 10_000;

/** Where a list goes on; of one list only, as it was asked for. */
const CURSOR = 'cursor';

const memory = new ScopeMemory();

/**
 * The scope in the URL and the way to change it. Everything that shows telemetry uses this one, so
 * that tabs and panels agree and every view is a permalink. Whoever comes by a link that says nothing of
 * it goes on looking at what they looked at.
 *
 * @public
 */
export function useScope(): [
  ScopeParams,
  (changes: Partial<ScopeParams>) => void,
] {
  const [search, setSearch] = useSearchParams();
  const { pathname } = useLocation();
  const scope = useCurrentScope(search);
  useEffect(() => {
    memory.keep(pathname, scope);
    const written = writeScope(search, scope);
    if (String(written) !== String(writeScope(search, {}))) {
      setSearch(written, { replace: true });
    }
  }, [pathname, scope, search, setSearch]);
  const change = useCallback(
    (changes: Partial<ScopeParams>) =>
      setSearch(current => {
        const next = writeScope(current, changes);
        next.delete(CURSOR);
        memory.keep(pathname, readScope(next));
        return next;
      }),
    [pathname, setSearch],
  );
  return [scope, change];
}

function useCurrentScope(search: URLSearchParams): ScopeParams {
  const { pathname, key } = useLocation();
  const isByLink = useNavigationType() === NavigationType.Push;
  return useMemo(
    () => (isByLink ? memory.recall(pathname, search) : readScope(search)),
    // The memory is asked once for each place that is come to.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [isByLink, pathname, key, search],
  );
}

/**
 * Makes links that carry the scope that is looked at.
 *
 * @returns A function of an address and what is to differ in its scope.
 * @public
 */
export function useScopeHref(): (
  href: string,
  changes?: Partial<ScopeParams>,
) => string {
  const [search] = useSearchParams();
  const scope = useCurrentScope(search);
  return (href, changes) => withScope(href, { ...scope, ...changes });
}

/**
 * One search parameter of a page's own, e.g. its filter; empty when absent. What narrows a list begins it
 * anew: its cursor is dropped.
 *
 * @public
 */
export function useSearchParam(
  name: string,
): [string, (value: string) => void] {
  const [search, setSearch] = useSearchParams();
  const change = useCallback(
    (value: string) =>
      setSearch(
        current => {
          const next = new URLSearchParams(current);
          next.delete(CURSOR);
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

const TYPING_MS = 250;

/**
 * As {@link useSearchParam}, for a field that is typed into: the address follows when the typing stops, and the
 * field follows the address otherwise.
 *
 * @public
 */
export function useTypedSearchParam(
  name: string,
): [string, (value: string) => void] {
  const [value, setValue] = useSearchParam(name);
  const [draft, setDraft] = useState<string>();
  useEffect(() => {
    if (draft === undefined) {
      return undefined;
    }
    const typed = setTimeout(() => {
      setValue(draft);
      setDraft(undefined);
    }, TYPING_MS);
    return () => clearTimeout(typed);
  }, [draft, setValue]);
  return [draft ?? value, setDraft];
}

/**
 * Changes the scope and parameters of a page's own at once: one step in the history. A list begins anew.
 *
 * @public
 */
export function useNarrow(): (
  scope: Partial<ScopeParams>,
  parameters: Readonly<Record<string, string>>,
) => void {
  const [, setSearch] = useSearchParams();
  return (scope, parameters) =>
    setSearch(current => {
      const next = writeScope(current, scope);
      next.delete(CURSOR);
      for (const [name, value] of Object.entries(parameters)) {
        if (value) {
          next.set(name, value);
        } else {
          next.delete(name);
        }
      }
      return next;
    });
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
