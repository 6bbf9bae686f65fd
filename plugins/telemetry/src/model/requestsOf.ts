import { ScopeParams } from '@sextant/plugin-kit-common';
import { Result } from '@sextant/plugin-kit-react';
import { VersionFigures } from '@sextant/plugin-telemetry-common';

/** How many requests were counted in a scope; undefined where that is not wholly known. */
export function requestsOf(
  result: Result<{ versions: readonly VersionFigures[] }>,
  { versions }: Pick<ScopeParams, 'versions'>,
): number | undefined {
  if (result.state !== 'ok') {
    return undefined;
  }
  return result.data.versions
    .filter(
      ({ version }) => versions.length === 0 || versions.includes(version),
    )
    .reduce((sum, { requests }) => sum + requests, 0);
}
