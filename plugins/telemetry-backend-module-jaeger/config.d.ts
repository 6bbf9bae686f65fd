export interface Config {
  telemetry?: {
    jaeger?: {
      upstreams?: Array<{
        /** Unique; people see it in panels and errors. */
        name: string;
        /** Base URL of the query service, a path prefix included. */
        url: string;
        /** Addresses of servers with the same data: whichever answers is asked. */
        replicas?: string[];
        /** Environments it holds traces of; all when left out. */
        environments?: string[];
        /** Sent with every request, e.g. `x-tenant`. */
        headers?: {
          /** @visibility secret */
          [name: string]: string;
        };
        basic?: {
          username: string;
          /** @visibility secret */
          password: string;
        };
        /** @visibility secret */
        bearer?: string;
        tls?: {
          /** PEM file of the authority that signed its certificate. */
          caFile?: string;
        };
        /** How long an answer may take, `1s` to `120s`. Default 10s. */
        deadline?: string;
        /** How long an answer is shown to others. Default 15s. */
        refresh?: string;
        /** Requests at once. Default 10. */
        maxConcurrent?: number;
        /**
         * API to speak: `v3` (OTLP-JSON), `v1` (the older JSON; Tempo too) or `victoriatraces` (v1, searched by
         * when requests end). Default auto, which knows VictoriaTraces by its path `/select/jaeger`.
         */
        dialect?: 'auto' | 'v3' | 'v1' | 'victoriatraces';
        /** Whole traces that a search may bring. Default 100. */
        maxTraces?: number;
        links?: {
          /** Where a trace opens, with `{traceId}`. */
          trace?: string;
          /** Where a search opens, with `{service}`, `{from}` and `{to}` (microseconds). */
          search?: string;
        };
      }>;
    };
  };
}
