/**
 * Bounds retries to a tenth of all requests (and a small reserve), so that a struggling server is not
 * asked twice as much as a healthy one.
 *
 * Source: Google, Site Reliability Engineering, chapter 21 "Handling Overload", per-client retry budget.
 */
export class RetryBudget {
  #tokens: number;

  constructor(private readonly perRequest = 0.1, private readonly reserve = 5) {
    this.#tokens = reserve;
  }

  /** Notes a request. */
  earn() {
    this.#tokens = Math.min(this.reserve, this.#tokens + this.perRequest);
  }

  /** True when a retry may be made; takes it from the budget. */
  spend(): boolean {
    if (this.#tokens < 1) {
      return false;
    }
    this.#tokens -= 1;
    return true;
  }
}
