/** A ratio as percent: `0 %`, `0.04 %`, `16.2 %`. @public */
export function formatPercent(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) {
    return '–';
  }
  const percent = ratio * 100;
  const digits = percent !== 0 && percent < 0.1 ? 2 : 1;
  return `${Number(percent.toFixed(digits))} %`;
}

/** A rate for a column that has its unit in the head: `12.8`, `0.04`, `1,290`. @public */
export function formatRate(perSecond: number | null | undefined): string {
  if (
    perSecond === null ||
    perSecond === undefined ||
    !Number.isFinite(perSecond)
  ) {
    return '–';
  }
  if (perSecond >= 100) {
    return Math.round(perSecond).toLocaleString('en-US');
  }
  return String(Number(perSecond.toFixed(perSecond < 1 ? 2 : 1)));
}

/** A count, with separators. @public */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Bytes with a decimal unit: `64 MB`. @public */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) {
    return '–';
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes > 0 ? Math.min(4, Math.floor(Math.log10(bytes) / 3)) : 0;
  return `${Number((bytes / Math.pow(1000, power)).toPrecision(3))} ${
    units[power]
  }`;
}

/** A count with its noun: `1 span`, `2,409 spans`. @public */
export function formatNumberOf(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
