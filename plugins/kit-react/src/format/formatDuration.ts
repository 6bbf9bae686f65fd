/**
 * A duration with a unit that fits its size and three significant digits: `640 µs`, `74 ms`,
 * `1.91 s`, `2 min 3 s`.
 *
 * @public
 */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) {
    return '–';
  }
  if (seconds === 0) {
    return '0 s';
  }
  if (seconds < 1e-6) {
    return `${Math.round(seconds * 1e9)} ns`;
  }
  if (seconds < 1e-3) {
    return `${significant(seconds * 1e6)} µs`;
  }
  if (seconds < 1) {
    return `${significant(seconds * 1e3)} ms`;
  }
  if (seconds < 59.95) {
    return `${significant(seconds)} s`;
  }
  // Rounded first: 119.6 s are 2 min, not 1 min 60 s.
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Milliseconds for a column that has its unit in the head: `74`, `0.64`, `1,912`. @public */
export function formatMilliseconds(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) {
    return '–';
  }
  const ms = seconds * 1000;
  return ms >= 10 ? Math.round(ms).toLocaleString('en-US') : significant(ms);
}

function significant(value: number): string {
  if (value >= 100) {
    return String(Math.round(value));
  }
  return String(Number(value.toPrecision(3)));
}
