/** A duration around a typical one: log-normal, as service times are. */
export function aroundMs(typicalMs: number, spread = 0.35): number {
  const normal =
    Math.sqrt(-2 * Math.log(1 - Math.random())) *
    Math.cos(2 * Math.PI * Math.random());
  return typicalMs * Math.exp(spread * normal);
}

/** One of several, by weight. */
export function pickWeighted<T>(
  options: ReadonlyArray<{ weight: number; value: T }>,
): T {
  const total = options.reduce((sum, { weight }) => sum + weight, 0);
  let rest = Math.random() * total;
  for (const { weight, value } of options) {
    rest -= weight;
    if (rest <= 0) {
      return value;
    }
  }
  return options[options.length - 1].value;
}

/** A made-up stock keeping unit. */
export function someSku(): string {
  return String(10_000 + Math.floor(Math.random() * 89_999));
}

/** A made-up order number. */
export function someOrderId(): string {
  return `O-${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
}
