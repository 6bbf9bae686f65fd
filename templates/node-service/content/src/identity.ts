import { readFileSync } from 'node:fs';

const manifest: unknown = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

/** Who this process is; the same on every trace, metric and log line. */
export const identity = {
  name: process.env.OTEL_SERVICE_NAME ?? '${{ values.name }}',
  /** CI sets SERVICE_VERSION from the tag; by hand it is the package's version. */
  version:
    process.env.SERVICE_VERSION ??
    String((manifest as { version?: unknown }).version ?? '0.0.0'),
  environment: process.env.DEPLOYMENT_ENVIRONMENT ?? '${{ values.environment }}',
};
