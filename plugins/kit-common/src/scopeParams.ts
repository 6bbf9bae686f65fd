import { joinList, splitList } from './listText';
import { parseTime } from './timeRange';

/**
 * What a reader looks at: environment, versions and time. The one type of it in a browser; it stands in
 * the address of every page, travels with every link, and is what questions are asked with.
 *
 * @public
 */
export interface ScopeParams {
  /** All of them where none is given. */
  environment: string | undefined;
  /** All of them where there are none. */
  versions: string[];
  /** Of a service; all of them where none is given. */
  operation: string | undefined;
  /** Raw: `now-1h` or RFC 3339. */
  from: string;
  to: string;
  /** Whether panels ask again every ten seconds; never where `to` is not now. */
  live: boolean;
}

/** What is shown where an address says nothing. @public */
export const DEFAULT_SCOPE: ScopeParams = {
  environment: undefined,
  versions: [],
  operation: undefined,
  from: 'now-1h',
  to: 'now',
  live: true,
};

const PARAMETERS = ['env', 'version', 'operation', 'from', 'to', 'live'];

/** Reads a scope from search parameters; what is missing is the default. @public */
export function readScope(search: URLSearchParams): ScopeParams {
  const to = search.get('to') || DEFAULT_SCOPE.to;
  return {
    environment: search.get('env') || undefined,
    versions: splitList(search.get('version') ?? ''),
    operation: search.get('operation') || undefined,
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
  put('operation', scope.operation ?? '', '');
  put('from', scope.from, DEFAULT_SCOPE.from);
  put('to', scope.to, DEFAULT_SCOPE.to);
  put('live', scope.live || scope.to !== 'now' ? '1' : '0', '1');
  return next;
}

/** True where an address says anything about the scope. @public */
export function hasScope(search: URLSearchParams): boolean {
  return PARAMETERS.some(name => search.has(name));
}

/** An address of the portal with a scope; its other parameters stay. @public */
export function withScope(href: string, scope: Partial<ScopeParams>): string {
  const [rest, hash] = href.split('#');
  const [path, query = ''] = rest.split('?');
  const search = writeScope(new URLSearchParams(query), scope);
  return [
    path,
    search.size > 0 ? `?${search}` : '',
    hash === undefined ? '' : `#${hash}`,
  ].join('');
}

/** The same with its times fixed, so that it shows later what it shows now. @throws InputError @public */
export function fixedScope(scope: ScopeParams, nowMs: number): ScopeParams {
  const fixed = (text: string) =>
    new Date(parseTime(text, nowMs)).toISOString();
  return {
    ...scope,
    from: fixed(scope.from),
    to: fixed(scope.to),
    live: false,
  };
}

/** The parameters that all questions are asked with; the operation goes only with those that know of one. @public */
export function scopeQuery(scope: ScopeParams): {
  environment: string | undefined;
  version: string | undefined;
  from: string;
  to: string;
} {
  return {
    environment: scope.environment,
    version: scope.versions.length > 0 ? joinList(scope.versions) : undefined,
    from: scope.from,
    to: scope.to,
  };
}
