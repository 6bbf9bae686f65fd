import { RedFigures } from '@sextant/plugin-telemetry-common';

const QUANTILES = ['p50', 'p95', 'p99'] as const;

/**
 * Adds figures of the same thing from several sources. Error ratios are exact; quantiles cannot be
 * added, so theirs are weighted by requests.
 */
export function addFigures<T extends RedFigures>(parts: readonly T[]): T {
  const [first, ...others] = parts;
  if (others.length === 0) {
    return first;
  }
  const requests = sum(parts.map(part => part.requests));
  return {
    ...first,
    requests,
    rate: sum(parts.map(part => part.rate)),
    errorRatio: weighted(parts, part => part.errorRatio),
    ...Object.fromEntries(
      QUANTILES.map(quantile => [
        quantile,
        weighted(parts, part => part[quantile]),
      ]),
    ),
  };
}

/** The mean of what is known, weighted by requests; null when nothing is known. */
export function weighted<T extends { requests: number }>(
  parts: readonly T[],
  valueOf: (part: T) => number | null,
): number | null {
  let total = 0;
  let weight = 0;
  for (const part of parts) {
    const value = valueOf(part);
    if (value !== null && part.requests > 0) {
      total += value * part.requests;
      weight += part.requests;
    }
  }
  return weight > 0 ? total / weight : null;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Items by key, in the order in which keys first came. */
export function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) {
      group.push(item);
    } else {
      groups.set(key, [item]);
    }
  }
  return [...groups.values()];
}
