export interface Config {
  app?: {
    /** Where page errors, web vitals and traces of the browser go; nowhere when left out. */
    faro?: {
      /**
       * A Faro receiver, e.g. of Grafana Alloy: `https://alloy.example/collect`.
       * @visibility frontend
       */
      url?: string;
      /**
       * `service.name` of the browser's telemetry. Default sextant-portal-web.
       * @visibility frontend
       */
      name?: string;
      /** @visibility frontend */
      version?: string;
    };
  };
}
