export interface Config {
  telemetry?: {
    loki?: {
      upstreams?: Array<{
        /** Unique; people see it in panels and errors. */
        name: string;
        /** Base URL, a path prefix included. */
        url: string;
        /** Addresses of servers with the same data: whichever answers is asked. */
        replicas?: string[];
        /** Environments it holds log lines of; all when left out. */
        environments?: string[];
        /** Value of `X-Scope-OrgID`. */
        tenant?: string;
        /** Several, where Loki has `multi_tenant_queries_enabled`; a live tail opens one for each. */
        tenants?: string[];
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
        /** How long an answer may take, `1s` to `120s`; Loki needs 5s now and then. Default 10s. */
        deadline?: string;
        /** How long an answer is shown to others. Default 15s. */
        refresh?: string;
        /** Requests at once. Default 10. */
        maxConcurrent?: number;
        /** Stream label that names the service. Default service_name. */
        serviceLabel?: string;
        links?: {
          /** Where a question opens, with `{query}`, `{from}` and `{to}` (milliseconds). */
          query?: string;
        };
      }>;
    };
  };
}
