import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** What the embedded store is allowed. */
export interface EmbeddedConfig {
  maxAgeMs: number;
  maxBytes: number;
  access: 'token' | 'open';
  maxBodyBytes: number;
  maxQueueBytes: number;
}

const AGE_UNITS = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3 };
const SIZE_UNITS = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/**
 * Reads `telemetry.embedded`.
 *
 * @throws InputError with the key, what was found and what is allowed.
 */
export function readEmbeddedConfig(
  root: Config,
  environment: string | undefined = process.env.NODE_ENV,
): EmbeddedConfig {
  const config = root.getOptionalConfig('telemetry.embedded');
  const amount = (
    key: string,
    fallback: string,
    units: Record<string, number>,
  ) =>
    readAmount(
      `telemetry.embedded.${key}`,
      config?.getOptionalString(key) ?? fallback,
      units,
    );
  const access = config?.getOptionalString('ingest.access') ?? 'token';
  if (access !== 'token' && access !== 'open') {
    throw new InputError(
      `telemetry.embedded.ingest.access: found "${access}", allowed token, open`,
    );
  }
  if (access === 'open' && environment === 'production') {
    throw new InputError(
      'telemetry.embedded.ingest.access: found "open" in production, allowed token',
    );
  }
  return {
    access,
    maxAgeMs: amount('retention.age', '24h', AGE_UNITS),
    maxBytes: amount('retention.size', '2GB', SIZE_UNITS),
    maxBodyBytes: amount('ingest.maxBody', '16MB', SIZE_UNITS),
    maxQueueBytes: amount('ingest.maxQueue', '64MB', SIZE_UNITS),
  };
}

function readAmount(
  key: string,
  text: string,
  units: Record<string, number>,
): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]+)$/.exec(text.trim());
  const factor = match ? units[match[2]] : undefined;
  if (!match || !factor || Number(match[1]) <= 0) {
    throw new InputError(
      `${key}: found "${text}", allowed a number over 0 with one of ${Object.keys(
        units,
      ).join(', ')}`,
    );
  }
  return Number(match[1]) * factor;
}
