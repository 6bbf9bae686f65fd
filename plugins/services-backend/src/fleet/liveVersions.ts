import {
  declaredVersionFor,
  LiveVersion,
  ServiceRegistration,
} from '@sextant/plugin-services-common';
import { UNVERSIONED } from '@sextant/plugin-kit-common';
import { VersionFigures } from '@sextant/plugin-telemetry-common';

/** Joins what runs with what is promised. A version no range covers stays, marked undeclared. */
export function liveVersions(
  figures: readonly VersionFigures[],
  registration: ServiceRegistration | undefined,
): LiveVersion[] {
  return figures.map(live => {
    const promise =
      live.version === UNVERSIONED
        ? undefined
        : declaredVersionFor(live.version, registration?.versions ?? []);
    const promisesNothing = !registration || registration.versions.length === 0;
    return {
      version: live.version,
      environment: live.environment,
      share: live.share,
      rate: live.rate,
      errorRatio: live.errorRatio,
      p95: live.p95,
      instances: live.instances,
      firstSeen: live.firstSeen,
      lastSeen: live.lastSeen,
      // A team that declares no versions at all has not left this one out.
      declared: promise !== undefined || promisesNothing,
      lifecycle: promise?.lifecycle,
      contract: promise?.contract,
      sunset: promise?.sunset,
    };
  });
}
