import {
  commonFailure,
  jsonOf,
  Upstream,
  UpstreamError,
  UpstreamResponse,
} from '@sextant/plugin-telemetry-node';
import { v1ErrorsSchema, v3ErrorSchema } from './v1Schemas';

const MAX_QUOTE = 200;

/** JSON, or a list of JSON values where they come one a line; undefined when it is neither. */
export function jsonValuesOf(text: string): unknown {
  const whole = jsonOf(text);
  if (whole !== undefined) {
    return whole;
  }
  const lines = text.split('\n').filter(line => line.trim());
  const values = lines.map(jsonOf);
  return lines.length > 1 && !values.includes(undefined) ? values : undefined;
}

/** What an error's body says, in either of the two shapes. */
export function messageOf(body: unknown): string | undefined {
  const v1 = v1ErrorsSchema.safeParse(body);
  if (v1.success) {
    return v1.data.errors[0].msg;
  }
  return v3ErrorSchema.safeParse(body).data?.error.message;
}

/** What a failed answer means. */
export function failureOf(
  upstream: Upstream,
  response: UpstreamResponse,
): UpstreamError {
  const { status, text } = response;
  const message = messageOf(jsonValuesOf(text));
  const said = (message ?? text).trim().slice(0, MAX_QUOTE);
  if (/search depth|max traces/i.test(said)) {
    return upstream.error(
      'limit',
      'refuses to search that many traces; lower telemetry.jaeger.upstreams[].maxTraces',
    );
  }
  if (/deadline exceeded|timed? ?out/i.test(said)) {
    return upstream.error(
      'timeout',
      'gave the question up after its own time limit; narrow the search',
    );
  }
  const common = commonFailure(upstream, response);
  if (common) {
    return common;
  }
  if (status === 429) {
    return upstream.error('busy', 'is rate-limiting requests (429)');
  }
  if (status === 501) {
    return upstream.error('refused', `does not offer this (501): ${said}`);
  }
  if (status === 404 || status === 405) {
    return upstream.error(
      'refused',
      `does not serve this address (${status}); is its url right?`,
    );
  }
  if (status === 200) {
    return upstream.error(
      'garbled',
      `answered with something that is not Jaeger's JSON: ${said.slice(0, 60)}`,
    );
  }
  return status >= 500
    ? upstream.error('down', `answers ${status}: ${said}`)
    : upstream.error('refused', `refuses the question (${status}): ${said}`);
}
