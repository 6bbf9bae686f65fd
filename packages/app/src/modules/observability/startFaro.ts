import { ConfigApi } from '@backstage/frontend-plugin-api';

/**
 * Reports page errors, web vitals and traces of the browser to a Faro receiver; the traces' requests go
 * on as spans of the backend. Nothing is loaded or sent where `app.faro.url` is not configured.
 */
export async function startFaro(config: ConfigApi): Promise<void> {
  const url = config.getOptionalString('app.faro.url');
  if (!url) {
    return;
  }
  const [
    { getWebInstrumentations, initializeFaro },
    { TracingInstrumentation },
  ] = await Promise.all([
    import('@grafana/faro-web-sdk'),
    import('@grafana/faro-web-tracing'),
  ]);
  const backend = config.getString('backend.baseUrl');
  initializeFaro({
    url,
    app: {
      name: config.getOptionalString('app.faro.name') ?? 'sextant-portal-web',
      version: config.getOptionalString('app.faro.version'),
      environment: config.getOptionalString('auth.environment'),
    },
    instrumentations: [
      ...getWebInstrumentations({ captureConsole: false }),
      new TracingInstrumentation({
        instrumentationOptions: {
          propagateTraceHeaderCorsUrls: [
            new RegExp(`^${backend.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`),
          ],
        },
      }),
    ],
  });
}
