import { setTimeout as sleep } from 'node:timers/promises';
import { liveClock } from '../runtime/Clock';
import { Transport } from '../runtime/serve';
import { dailyShape } from './dailyShape';
import { nextVisit, untilNextVisitMs } from './journeys';

const MAX_IN_FLIGHT = 200;

/** Visitors, at random moments, more by day than by night. */
export class LoadGenerator {
  #inFlight = 0;

  constructor(
    private readonly transport: Transport,
    private readonly peakPerSecond: number,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const rate = this.peakPerSecond * dailyShape(Date.now());
      await sleep(untilNextVisitMs(rate), undefined, { signal }).catch(
        () => undefined,
      );
      if (!signal.aborted && this.#inFlight < MAX_IN_FLIGHT) {
        this.#inFlight += 1;
        this.transport
          .send(liveClock, { service: 'web-bff', ...nextVisit(), headers: {} })
          .catch(() => undefined)
          .finally(() => {
            this.#inFlight -= 1;
          });
      }
    }
  }
}
