import { chooseInstance } from '../runtime/chooseInstance';
import { VirtualClock } from '../runtime/Clock';
import { Instance } from '../runtime/Instance';
import { serve, Transport, World } from '../runtime/serve';
import { COMMERCE_FLEET } from '../services/commerceFleet';
import { OtlpTarget } from '../telemetry/InstanceTelemetry';
import { dailyShape } from './dailyShape';
import { nextVisit, untilNextVisitMs } from './journeys';

const SLICE_MS = 60_000;

/**
 * Lives through a stretch of the past on a virtual clock and exports what would have been seen, the
 * latest minute first, so that what people look at is there first.
 */
export async function sendHistory(options: {
  environment: string;
  target: OtlpTarget;
  fromMs: number;
  toMs: number;
  bornMs: number;
  peakPerSecond: number;
  signal: AbortSignal;
}): Promise<number> {
  const { environment, target, fromMs, toMs, bornMs, peakPerSecond, signal } =
    options;
  const instances = COMMERCE_FLEET.map(
    definition =>
      new Instance(
        definition,
        `${definition.service}-${definition.version}-1`,
        environment,
        target,
        { live: false, instances: COMMERCE_FLEET.length },
      ),
  );
  const quiet = () => false;
  const transport: Transport = {
    async send(clock, request) {
      const chosen = chooseInstance(instances, request, {
        nowMs: clock.now(),
        bornMs,
        incident: quiet,
      });
      await clock.sleep(0.4);
      if (!chosen) {
        return { status: 404, version: '', host: request.service };
      }
      const world: World = { clock, transport, incident: quiet };
      const { status } = await serve(chosen, request, world);
      await clock.sleep(0.4);
      return { status, version: chosen.definition.version, host: chosen.id };
    },
  };
  let visits = 0;
  for (let end = toMs; end > fromMs && !signal.aborted; end -= SLICE_MS) {
    let at = Math.max(fromMs, end - SLICE_MS);
    for (;;) {
      at += untilNextVisitMs(peakPerSecond * dailyShape(at));
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
