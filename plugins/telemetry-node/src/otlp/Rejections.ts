/** Counts what was refused, by reason, for the answer's partial success.
 *
 * @public
 */
export class Rejections {
  readonly #reasons = new Map<string, number>();

  add(reason: string, count = 1) {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + count);
  }

  get count(): number {
    return [...this.#reasons.values()].reduce((sum, count) => sum + count, 0);
  }

  /** `3 × traceId: allowed …; 1 × …`, or undefined when nothing was refused. */
  get message(): string | undefined {
    return this.#reasons.size > 0
      ? [...this.#reasons]
          .map(([reason, count]) => `${count} × ${reason}`)
          .join('; ')
      : undefined;
  }
}

/** The times the store takes: not older than its retention, not more than an hour ahead.
 *
 * @public
 */
export class TimeWindow {
  readonly #oldest: bigint;
  readonly #newest: bigint;

  constructor(nowMs: number, maxAgeMs: number) {
    this.#oldest = BigInt(Math.trunc(nowMs - maxAgeMs)) * 1_000_000n;
    this.#newest = BigInt(Math.trunc(nowMs + 3_600_000)) * 1_000_000n;
  }

  reasonAgainst(time: bigint, field: string): string | undefined {
    if (time < this.#oldest) {
      return `${field}: allowed a time within the store's retention, in nanoseconds since the epoch`;
    }
    return time > this.#newest
      ? `${field}: allowed a time at most one hour in the future (nanoseconds)`
      : undefined;
  }
}
