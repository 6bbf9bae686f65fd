export interface Config {
  telemetry?: {
    prometheus?: {
      upstreams?: Array<{
        /** Unique; people see it in panels and errors. */
        name: string;
        /** Base URL, a path prefix included. */
        url: string;
        /** Addresses of servers with the same data: whichever answers is asked. */
        replicas?: string[];
        /** Environments it holds metrics of; all when left out. */
        environments?: string[];
        /** Sent with every request, e.g. `X-Scope-OrgID`. */
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
         * How often targets are scraped; counts are taken over at least four times as long. Found out for each
         * service where it is left out.
         */
        scrapeIntervalSeconds?: number;
        /** The only metric profile to look for. Default auto. */
        profile?:
          | 'auto'
          | 'otel'
          | 'otel-legacy'
          | 'prom-client'
          | 'micrometer'
          | 'grpc'
          | 'spanmetrics'
          | 'istio'
          | 'linkerd';
        links?: {
          /** Where a panel's question opens, with `{query}`, `{from}` and `{to}` (milliseconds). */
          query?: string;
        };
      }>;
    };
  };
}
