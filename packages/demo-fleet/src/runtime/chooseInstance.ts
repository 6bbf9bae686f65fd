import { IncidentName } from './Behaviour';
import { Instance } from './Instance';
import { pickWeighted } from './random';

/**
 * The instance that gets a request: among those of the service whose version has such a route, by the
 * weight of the version.
 */
export function chooseInstance(
  instances: readonly Instance[],
  request: { service: string; method: string; path: string },
  state: {
    nowMs: number;
    bornMs: number;
    incident(name: IncidentName): boolean;
  },
): Instance | undefined {
  const candidates = instances
    .filter(
      instance =>
        instance.definition.service === request.service &&
        isLive(instance, state) &&
        instance.match(request.method, request.path),
    )
    .map(instance => ({
      value: instance,
      weight: instance.definition.weight?.(state) ?? 1,
    }))
    .filter(({ weight }) => weight > 0);
  return candidates.length > 0 ? pickWeighted(candidates) : undefined;
}

/** From its deployment until the next version has replaced it. */
function isLive(
  { definition: { deployedMinutesAgo, retiredMinutesAgo } }: Instance,
  { nowMs, bornMs }: { nowMs: number; bornMs: number },
): boolean {
  const at = (minutesAgo: number) => bornMs - minutesAgo * 60_000;
  return (
    nowMs >= at(deployedMinutesAgo) &&
    (retiredMinutesAgo === undefined || nowMs < at(retiredMinutesAgo))
  );
}
