import {
  Upstream,
  UpstreamError,
  UpstreamResponse,
} from '@sextant/plugin-telemetry-node';
import { v1ErrorsSchema, v3ErrorSchema } from './v1Schemas';

const MAX_QUOTE = 200;

/** JSON, whatever the content type says; undefined when it is not. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A stream of JSON values, one a line, or no JSON at all.
    const lines = text.split('\n').filter(line => line.trim());
    return lines.length > 1 ? jsonLines(lines) : undefined;
  }
}

function jsonLines(lines: string[]): unknown {
  try {
    return lines.map(line => JSON.parse(line));
  } catch {
    // No JSON: the caller says so with the status.
    return undefined;
  }
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
  { status, text }: UpstreamResponse,
): UpstreamError {
  const message = messageOf(jsonOf(text));
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
  if (status === 401 || status === 403) {
    return upstream.error(
      'denied',
      `refuses the portal's credentials (${status})`,
    );
  }
  if (status >= 300 && status < 400) {
    return upstream.error(
      'denied',
      `redirects (${status}), as a login page does`,
    );
  }
  if (status === 429) {
    return upstream.error('busy', 'has too much to do (429)');
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
