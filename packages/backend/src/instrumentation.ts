import {
  ExpressInstrumentation,
  ExpressLayerType as ExpressLayer,
} from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { WinstonInstrumentation } from '@opentelemetry/instrumentation-winston';
import { NodeSDK } from '@opentelemetry/sdk-node';

/**
 * The portal's own spans and log lines, sent where OpenTelemetry's standard variables say; nothing is
 * measured where they say nothing. Imported before everything it instruments.
 */
if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT) {
  const sdk = new NodeSDK({
    instrumentations: [
      new HttpInstrumentation({
        // What reports to the portal would report on itself for ever; probes and scrapes say nothing; and how
        // long somebody listens to events, signals or a tail is no latency.
        ignoreIncomingRequestHook: request =>
          /^\/(api\/(telemetry\/otlp|events\/bus|signals|telemetry\/.*\/logs\/tail)|metrics|\.backstage\/health)/.test(
            request.url ?? '',
          ),
        // Upstreams are asked through spans of their own; the rest would be the portal asking itself.
        disableOutgoingRequestInstrumentation: true,
      }),
      new ExpressInstrumentation({
        ignoreLayersType: [
          ExpressLayer.MIDDLEWARE,
          ExpressLayer.REQUEST_HANDLER,
          ExpressLayer.ROUTER,
        ],
      }),
      new WinstonInstrumentation(),
    ],
  });
  sdk.start();
}
