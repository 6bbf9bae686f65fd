import { ServiceUnavailableError } from '@backstage/errors';

/**
 * What an upstream's failure is: `down` (no answer), `timeout`, `garbled` (an answer that is none),
 * `busy`, `starting`, `denied` (credentials), `limit` (the question is more than it allows),
 * `refused` (it does not understand the question), `paused` (not asked, because it failed just now),
 * `unanswered` (the reader's time was over before the server's).
 *
 * @public
 */
export type UpstreamErrorKind =
  | 'down'
  | 'timeout'
  | 'garbled'
  | 'busy'
  | 'starting'
  | 'denied'
  | 'limit'
  | 'refused'
  | 'paused'
  | 'unanswered';

const COUNTED: ReadonlySet<UpstreamErrorKind> = new Set([
  'down',
  'timeout',
  'garbled',
  'starting',
]);
const REPEATABLE: ReadonlySet<UpstreamErrorKind> = new Set(['down', 'busy']);

/** A server that telemetry comes from did not answer as it should; the text names it and why. @public */
export class UpstreamError extends ServiceUnavailableError {
  readonly upstream: string;
  readonly kind: UpstreamErrorKind;
  /** Without the upstream's name. */
  readonly reason: string;

  constructor(upstream: string, kind: UpstreamErrorKind, reason: string) {
    super(`${upstream}: ${reason}`);
    this.upstream = upstream;
    this.kind = kind;
    this.reason = reason;
  }

  /** True when it tells something about the server, not about the question. */
  get countsAgainstUpstream(): boolean {
    return COUNTED.has(this.kind);
  }

  /** True when the same question may be answered a moment later. */
  get isRepeatable(): boolean {
    return REPEATABLE.has(this.kind);
  }
}
