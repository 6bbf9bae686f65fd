import { UNVERSIONED } from '@sextant/plugin-telemetry-common';
import { Merged } from '../merge/Merged';
import { DEPLOYMENT_RUNG, LiveVersions } from './DeploymentRung';
import { withRung } from './toAnswer';

/** Gives items without a version the one that was live at their time, where only one was. */
export function nameByTime<
  I extends { version: string },
  T extends { items: I[] },
>(
  found: Merged<T & { items: I[] }>,
  live: LiveVersions,
  timeMsOf: (item: I) => number,
): Merged<T> {
  let named = false;
  const items = found.data.items.map(item => {
    const version =
      item.version === UNVERSIONED ? live.at(timeMsOf(item)) : undefined;
    named ||= version !== undefined;
    return version ? { ...item, version } : item;
  });
  return named
    ? withRung(found, { ...found.data, items }, DEPLOYMENT_RUNG)
    : found;
}
