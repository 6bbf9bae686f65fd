/** How a server's search differs from Jaeger's own. */
export interface SearchHabits {
  /** Which moment of a span must lie in the window that is searched. */
  moment: 'start' | 'end';
  /** Stands before the names of a resource's attributes; '' where those are searched like a span's. */
  resourcePrefix: string;
}

/** Jaeger's own. */
export const JAEGER: SearchHabits = { moment: 'start', resourcePrefix: '' };
/** Seen on a server of July 2025: windows are compared with ends, and resources have a prefix. */
export const VICTORIA_TRACES: SearchHabits = {
  moment: 'end',
  resourcePrefix: 'resource_attr:',
};

/** Told by the address where it is not configured: VictoriaTraces has a path of its own for Jaeger's API. */
export function habitsOf(dialect: string, url: string): SearchHabits {
  return dialect === 'victoriatraces' ||
    (dialect === 'auto' && /\/select\/jaeger$/.test(url))
    ? VICTORIA_TRACES
    : JAEGER;
}
