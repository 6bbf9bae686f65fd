import {
  commonFailure,
  Upstream,
  UpstreamError,
  UpstreamResponse,
} from '@sextant/plugin-telemetry-node';

const MAX_QUOTE = 240;

const LIMITS =
  /limit|too many bytes|exceeded maximum resolution|number of series|too many .*matchers|time range exceeds/i;

/** What a failed answer means; Loki writes its errors as plain text, whatever was asked for. */
export function failureOf(
  upstream: Upstream,
  response: UpstreamResponse,
): UpstreamError {
  const { status, text } = response;
  const said = text.trim().replace(/\s+/g, ' ').slice(0, MAX_QUOTE);
  if (status === 504 || /timed out|deadline exceeded/i.test(said)) {
    return upstream.error(
      'timeout',
      'gave the query up after its own time limit; choose a shorter range or fewer lines',
    );
  }
  if (/no org id/i.test(said)) {
    return upstream.error(
      'denied',
      'needs a tenant (401: no org id); set tenant in telemetry.loki.upstreams',
    );
  }
  const common = commonFailure(upstream, response);
  if (common) {
    return common;
  }
  if (status === 429) {
    return upstream.error('busy', `is rate-limiting requests (429: ${said})`);
  }
  if (status === 404 || status === 405) {
    return upstream.error(
      'refused',
      `does not serve this address (${status}); is its url right?`,
    );
  }
  if (status === 503) {
    return upstream.error('starting', `is not ready (503: ${said})`);
  }
  if (status === 200 || status === 204) {
    return upstream.error(
      'garbled',
      `answered with something that is not Loki's JSON: ${said.slice(0, 60)}`,
    );
  }
  if (status >= 500) {
    return upstream.error('down', `answers ${status}: ${said}`);
  }
  return LIMITS.test(said)
    ? upstream.error(
        'limit',
        `the question is more than it allows (${said}); choose a shorter range or fewer lines`,
      )
    : upstream.error('refused', `refuses the query (${status}): ${said}`);
}
