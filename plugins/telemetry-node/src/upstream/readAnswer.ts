import { z } from 'zod';
import type { Upstream } from './Upstream';
import type { UpstreamError } from './UpstreamError';
import type { UpstreamResponse } from './UpstreamTransport';

/** JSON, whatever the content type says; undefined when it is not. @public */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Plain text, as many servers write their errors: the caller says so with the status.
    return undefined;
  }
}

/**
 * Data of an expected shape.
 *
 * @throws UpstreamError `garbled`, with what was found.
 * @public
 */
export function parseAnswer<T extends z.ZodType>(
  upstream: Upstream,
  schema: T,
  body: unknown,
): z.output<T> {
  const data = schema.safeParse(body);
  if (!data.success) {
    throw upstream.error(
      'garbled',
      `returned an unexpected response (${
        z.prettifyError(data.error).split('\n')[0]
      })`,
    );
  }
  return data.data;
}

/** Failures that mean the same of every server: credentials, login pages, overload. @public */
export function commonFailure(
  upstream: Upstream,
  { status }: UpstreamResponse,
): UpstreamError | undefined {
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
  return undefined;
}
