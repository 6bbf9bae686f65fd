import { joinList, splitList } from '@sextant/plugin-kit-common';

/** What a reader looks at, as it stands in the URL. @public */
export interface ScopeParams {
  environment: string | undefined;
  versions: string[];
  /** Raw: `now-1h` or RFC 3339. */
  from: string;
  to: string;
  /** Whether panels ask again every ten seconds. */
  live: boolean;
}

/** What is shown when the URL says nothing. @public */
export const DEFAULT_SCOPE: ScopeParams = {
  environment: undefined,
  versions: [],
  from: 'now-1h',
  to: 'now',
  live: true,
};

/** Ranges to choose from. @public */
export const RANGES: ReadonlyArray<{ from: string; label: string }> = [
  { from: 'now-15m', label: 'last 15 min' },
  { from: 'now-30m', label: 'last 30 min' },
  { from: 'now-1h', label: 'last 1 h' },
  { from: 'now-3h', label: 'last 3 h' },
  { from: 'now-6h', label: 'last 6 h' },
  { from: 'now-12h', label: 'last 12 h' },
  { from: 'now-24h', label: 'last 24 h' },
  { from: 'now-7d', label: 'last 7 d' },
];

/** Reads a scope from search parameters; what is missing or broken is the default. @public */
export function readScope(search: URLSearchParams): ScopeParams {
  const to = search.get('to') || DEFAULT_SCOPE.to;
  return {
    environment: search.get('env') || undefined,
    versions: splitList(search.get('version') ?? ''),
    from: search.get('from') || DEFAULT_SCOPE.from,
    to,
    live: to === 'now' && search.get('live') !== '0',
  };
}

/** Writes changes into search parameters; what is the default is left out. @public */
export function writeScope(
  search: URLSearchParams,
  changes: Partial<ScopeParams>,
): URLSearchParams {
  const next = new URLSearchParams(search);
  const scope = { ...readScope(search), ...changes };
  const put = (key: string, value: string, fallback: string) =>
    value === fallback ? next.delete(key) : next.set(key, value);
  put('env', scope.environment ?? '', '');
  put('version', joinList(scope.versions), '');
  put('from', scope.from, DEFAULT_SCOPE.from);
  put('to', scope.to, DEFAULT_SCOPE.to);
  put('live', scope.live || scope.to !== 'now' ? '1' : '0', '1');
  return next;
}

/** The parameters a telemetry question is asked with. @public */
export function scopeQuery(
  scope: ScopeParams,
): Record<string, string | undefined> {
  return {
    environment: scope.environment,
    version: scope.versions.length > 0 ? joinList(scope.versions) : undefined,
    from: scope.from,
    to: scope.to,
  };
}

/** How a range reads in words. @public */
export function rangeLabel({
  from,
  to,
}: Pick<ScopeParams, 'from' | 'to'>): string {
  const known =
    to === 'now' ? RANGES.find(range => range.from === from) : undefined;
  if (known) {
    return known.label;
  }
  const show = (text: string) =>
    Number.isNaN(Date.parse(text))
      ? text
      : new Date(text).toLocaleString(undefined, {
          day: 'numeric',
          month: 'short',
          hour: '2-digit',
          minute: '2-digit',
        });
  return `${show(from)} – ${show(to)}`;
}
