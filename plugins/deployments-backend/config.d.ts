export interface Config {
  deployments?: {
    ingest?: {
      /**
       * Who may record: `token` (a service token with the permission `deployments.record`, or a user
       * with it; the default) or `open` (anybody; only in development).
       */
      access?: 'token' | 'open';
    };
    releases?: {
      /** Whether a version first seen in telemetry is recorded as a release. Default true. */
      enabled?: boolean;
    };
  };
}
