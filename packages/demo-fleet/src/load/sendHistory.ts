import { chooseInstance } from '../runtime/chooseInstance';
import { VirtualClock } from '../runtime/Clock';
import { Incidents } from '../runtime/Incidents';
import { Instance } from '../runtime/Instance';
import { serve, Transport, World } from '../runtime/serve';
import { COMMERCE_FLEET } from '../services/commerceFleet';
import { OtlpTarget } from '../telemetry/InstanceTelemetry';
import { dailyShape } from './dailyShape';
import { nextVisit, untilNextVisitMs } from './journeys';

const MINUTE_MS = 60_000;
/** So much of the past is there with every visit; what is older, with one of some. */
const WHOLE_MS = 60 * MINUTE_MS;
const SAMPLED_ONE_IN = 32;

interface Past {
  environment: string;
  target: OtlpTarget;
  fromMs: number;
  toMs: number;
  bornMs: number;
  peakPerSecond: number;
  incidents: Incidents;
  signal: AbortSignal;
}

/**
 * Lives through a stretch of the past on a virtual clock and exports what would have been seen, the
 * latest minute first, so that what people look at is there first. What is older than an hour is sampled, as
 * busy fleets do it: each trace says how many it stands for.
 */
export async function sendHistory(past: Past): Promise<number> {
  const since = Math.max(past.fromMs, past.toMs - WHOLE_MS);
  const whole = await live(
    { ...past, fromMs: since },
    { sliceMs: MINUTE_MS, oneIn: 1 },
  );
  const sampled =
    past.fromMs < since
      ? await live(
          { ...past, toMs: since },
          { sliceMs: 15 * MINUTE_MS, oneIn: SAMPLED_ONE_IN },
        )
      : 0;
  return whole + sampled;
}

async function live(
  past: Past,
  { sliceMs, oneIn }: { sliceMs: number; oneIn: number },
): Promise<number> {
  const { environment, target, fromMs, toMs, signal } = past;
  const instances = COMMERCE_FLEET.map(
    definition =>
      new Instance(
        definition,
        `${definition.service}-${definition.version}-1`,
        environment,
        target,
        {
          live: false,
          instances: COMMERCE_FLEET.length,
          sampledOneIn: oneIn,
        },
      ),
  );
  const transport = transportBetween(instances, past);
  let visits = 0;
  for (let end = toMs; end > fromMs && !signal.aborted; end -= sliceMs) {
    let at = Math.max(fromMs, end - sliceMs);
    for (;;) {
      at += untilNextVisitMs((past.peakPerSecond * dailyShape(at)) / oneIn);
      if (at >= end) {
        break;
      }
      const clock = new VirtualClock(at);
      await transport.send(clock, {
        service: 'web-bff',
        ...nextVisit(),
        headers: {},
      });
      visits += 1;
    }
    await Promise.all(
      instances.map(instance =>
        instance.telemetry.flush().catch(() => undefined),
      ),
    );
  }
  await Promise.all(
    instances.map(instance =>
      instance.telemetry.shutdown().catch(() => undefined),
    ),
  );
  return visits;
}

/** Calls between instances of the past, without a network. */
function transportBetween(
  instances: readonly Instance[],
  { bornMs, incidents }: Past,
): Transport {
  const transport: Transport = {
    async send(clock, request) {
      const chosen = chooseInstance(instances, request, {
        nowMs: clock.now(),
        bornMs,
        incident: name => incidents.isActive(name, clock.now()),
      });
      await clock.sleep(0.4);
      if (!chosen) {
        return { status: 404, version: '', host: request.service };
      }
      const world: World = {
        clock,
        transport,
        incident: (name, atMs) => incidents.isActive(name, atMs),
      };
      const { status } = await serve(chosen, request, world);
      await clock.sleep(0.4);
      return { status, version: chosen.definition.version, host: chosen.id };
    },
  };
  return transport;
}
