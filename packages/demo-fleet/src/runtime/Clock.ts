import { setTimeout as sleep } from 'node:timers/promises';

/** Time as a handler experiences it: real, or invented for the hour before the fleet started. */
export interface Clock {
  /** Milliseconds since the epoch, with fractions. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Runs branches at the same time; time goes on when the last one is done. */
  parallel<T>(
    branches: ReadonlyArray<(clock: Clock) => Promise<T>>,
  ): Promise<T[]>;
}

/** The real time. */
export const liveClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: async ms => {
    await sleep(ms);
  },
  parallel: branches => Promise.all(branches.map(branch => branch(liveClock))),
};

/** A time that passes only when somebody sleeps. */
export class VirtualClock implements Clock {
  #now: number;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  async sleep(ms: number): Promise<void> {
    this.#now += ms;
  }

  async parallel<T>(
    branches: ReadonlyArray<(clock: Clock) => Promise<T>>,
  ): Promise<T[]> {
    const clocks = branches.map(() => new VirtualClock(this.#now));
    const results = await Promise.all(
      branches.map((branch, index) => branch(clocks[index])),
    );
    this.#now = Math.max(this.#now, ...clocks.map(clock => clock.now()));
    return results;
  }
}
