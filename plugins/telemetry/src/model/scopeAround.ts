import { ScopeParams } from '@sextant/plugin-kit-common';

const AROUND_MS = 15 * 60_000;

/** What was at work around a moment: one environment and version, fifteen minutes before and after. */
export function scopeAround(
  moment: { startMs: number; endMs: number },
  where: { environment?: string; version?: string },
): Partial<ScopeParams> {
  const toMs = moment.endMs + AROUND_MS;
  return {
    environment: where.environment,
    versions: where.version ? [where.version] : [],
    operation: undefined,
    from: new Date(moment.startMs - AROUND_MS).toISOString(),
    to: toMs < Date.now() ? new Date(toMs).toISOString() : 'now',
    live: false,
  };
}
