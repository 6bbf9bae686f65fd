const TIME: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
};

/** Time of day in the reader's zone, to the second. @public */
export function formatClock(timeMs: number): string {
  return new Date(timeMs).toLocaleTimeString('en-GB', TIME);
}

/** Time of day with milliseconds: `14:09:58.114`. @public */
export function formatClockMs(timeMs: number): string {
  const rest = String(Math.floor(timeMs % 1000)).padStart(3, '0');
  return `${formatClock(timeMs)}.${rest}`;
}

/** Date and time with the zone, for a tooltip. @public */
export function formatFull(timeMs: number): string {
  return new Date(timeMs).toLocaleString('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'long',
  });
}

/** How long ago: `just now`, `9 min ago`, `3 h ago`, `6 d ago`. @public */
export function formatAgo(timeMs: number, nowMs: number = Date.now()): string {
  const minutes = Math.floor((nowMs - timeMs) / 60_000);
  if (minutes < 1) {
    return 'just now';
  }
  if (minutes < 60) {
    return `${minutes} min ago`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
}
