import {
  commonFailure,
  Upstream,
  UpstreamError,
  UpstreamResponse,
} from '@sextant/plugin-telemetry-node';

/** What the envelope says of a failure. */
interface Envelope {
  errorType?: string;
  error?: string;
}

const MAX_QUOTE = 200;

/**
 * What a failed answer means. One slow query ends in 503, 422 or 400 on the same server, so the text
 * is looked at before the status.
 */
export function failureOf(
  upstream: Upstream,
  response: UpstreamResponse,
  envelope: Envelope | undefined,
): UpstreamError {
  const { status, text } = response;
  const said = (envelope?.error ?? text).trim().slice(0, MAX_QUOTE);
  if (/deadline exceeded|timed out/i.test(said)) {
    return upstream.error(
      'timeout',
      'gave the query up after its own time limit; choose a shorter range',
    );
  }
  if (/maximum resolution|too many samples|exceeded.*limit/i.test(said)) {
    return upstream.error(
      'limit',
      `the question is more than it allows (${said}); choose a shorter range`,
    );
  }
  const common = commonFailure(upstream, response);
  if (common) {
    return common;
  }
  if (status === 429) {
    return upstream.error('busy', 'is rate-limiting requests (429)');
  }
  if (!envelope) {
    return noEnvelope(upstream, status, said);
  }
  return status >= 500
    ? upstream.error('down', `answers ${status}: ${said}`)
    : upstream.error('refused', `refuses the query (${status}): ${said}`);
}

function noEnvelope(
  upstream: Upstream,
  status: number,
  said: string,
): UpstreamError {
  switch (status) {
    case 200:
      return upstream.error(
        'garbled',
        `answered with something that is not Prometheus' JSON: ${said.slice(
          0,
          60,
        )}`,
      );
    case 503:
      return upstream.error('starting', `is not ready (503: ${said})`);
    case 404:
    case 405:
      return upstream.error(
        'refused',
        `does not serve this address (${status}); is its url right?`,
      );
    default:
      return upstream.error('down', `answers ${status}: ${said}`);
  }
}
