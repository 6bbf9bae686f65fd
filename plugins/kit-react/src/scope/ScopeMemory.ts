import {
  DEFAULT_SCOPE,
  hasScope,
  readScope,
  ScopeParams,
} from '@sextant/plugin-kit-common';

/**
 * The scope that was looked at last, for links that are not ours, such as the tabs of a service: whoever
 * follows one goes on looking at the same. Versions and operations are one service's; they
 * stay with its pages.
 */
export class ScopeMemory {
  #scope = DEFAULT_SCOPE;
  #pages: string | undefined;

  /** What a page shows that was come to by a link. */
  recall(pathname: string, search: URLSearchParams): ScopeParams {
    if (hasScope(search)) {
      return readScope(search);
    }
    return pagesOf(pathname) === this.#pages
      ? this.#scope
      : { ...this.#scope, versions: [], operation: undefined };
  }

  keep(pathname: string, scope: ScopeParams) {
    this.#pages = pagesOf(pathname);
    this.#scope = scope;
  }
}

/** What the tabs of one thing have in common. */
function pagesOf(pathname: string): string {
  return pathname.split('/').slice(0, 5).join('/');
}
