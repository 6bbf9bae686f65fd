import type { DeclaredVersion } from '../registrationSchema';
import { coversVersion } from './coversVersion';

/**
 * The first declaration that covers a version, or undefined when the version is undeclared.
 *
 * @public
 */
export function declaredVersionFor(
  version: string,
  declared: readonly DeclaredVersion[],
): DeclaredVersion | undefined {
  return version === ''
    ? undefined
    : declared.find(candidate => coversVersion(candidate.version, version));
}
