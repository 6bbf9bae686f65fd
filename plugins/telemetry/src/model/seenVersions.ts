import { Result } from '@sextant/plugin-kit-react';
import { VersionFigures } from '@sextant/plugin-telemetry-common';

/** The versions that are seen, once each; undefined while that is not known. */
export function seenVersions(
  result: Result<{ versions: readonly VersionFigures[] }>,
): string[] | undefined {
  switch (result.state) {
    case 'ok':
    case 'partial':
      return [...new Set(result.data.versions.map(({ version }) => version))];
    case 'empty':
      return [];
    default:
      return undefined;
  }
}
