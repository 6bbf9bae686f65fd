import { Span, SpanStatusCode, trace } from '@opentelemetry/api';
import express from 'express';

/**
 * Names the active server span after the route and, for what happens inside, opens a span of the
 * telemetry plugin's own: upstream calls become its children.
 */
export function observeRequests(): express.RequestHandler {
  const tracer = trace.getTracer('@sextant/plugin-telemetry-backend');
  return (request, response, next) => {
    tracer.startActiveSpan(
      `telemetry ${request.method}`,
      { attributes: { 'url.path': request.path } },
      span => {
        response.once('close', () => end(span, request, response));
        next();
      },
    );
  };
}

function end(span: Span, request: express.Request, response: express.Response) {
  const route: unknown = request.route?.path;
  if (typeof route === 'string') {
    span.updateName(`telemetry ${request.method} ${route}`);
    span.setAttribute('http.route', `/api/telemetry${route}`);
  }
  span.setAttribute('http.response.status_code', response.statusCode);
  if (response.statusCode >= 500) {
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
