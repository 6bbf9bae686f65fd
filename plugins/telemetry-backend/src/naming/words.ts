import { UNVERSIONED } from '@sextant/plugin-kit-common';
import { Choice } from '@sextant/plugin-telemetry-node';

/** Stands for telemetry that says no environment. */
export const NO_ENVIRONMENT = 'default';

/** The word for what says none is also what may be chosen, and may be somebody's real name. */
const toChoice =
  (none: string) =>
  (word: string): Choice[] =>
    word === none ? [undefined, none] : [word];

/** What a reader means by a version. */
export const versionChoices = toChoice(UNVERSIONED);

/** What a reader means by an environment. */
export const environmentChoices = toChoice(NO_ENVIRONMENT);

/** As people see it. */
export function versionWord(version: string | undefined): string {
  return version || UNVERSIONED;
}

/** As people see it. */
export function environmentWord(environment: string | undefined): string {
  return environment || NO_ENVIRONMENT;
}
