export interface Config {
  telemetry?: {
    /** The embedded store: OTLP/HTTP in, bounded by age and size. */
    embedded?: {
      retention?: {
        /** How long telemetry is kept, e.g. `24h` or `7d`. Default 24h. */
        age?: string;
        /** How much the store may hold, e.g. `500MB` or `2GB`. Default 2GB. */
        size?: string;
      };
      ingest?: {
        /**
         * Who may send: `token` (a service token with the permission `telemetry.ingest`, the default)
         * or `open` (anybody; only in development).
         */
        access?: 'token' | 'open';
        /** Largest request body after decompression. Default 16MB. */
        maxBody?: string;
        /** What may wait to be written before senders are told to slow down. Default 64MB. */
        maxQueue?: string;
      };
    };
  };
}
