import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  BrokenCircuitError,
  CircuitBreakerPolicy,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import type { Asking } from '../ports/question';
import type { SourceHealth } from '../ports/TelemetryUpstream';
import { telemetryMetrics } from '../telemetryMetrics';
import { UpstreamConfig } from './readUpstreamConfigs';
import { RetryBudget } from './RetryBudget';
import { TooManyWaitingError, Turns, WaitedTooLongError } from './Turns';
import { UpstreamError, UpstreamErrorKind } from './UpstreamError';
import {
  UpstreamRequest,
  UpstreamResponse,
  UpstreamTransport,
} from './UpstreamTransport';

/** A question to a server, and how its answer is read. @public */
export interface UpstreamQuestion<T> extends UpstreamRequest, Partial<Asking> {
  /** For metrics and spans: a word for the kind of question. */
  operation: string;
  /** Reads the answer; throws an UpstreamError made by {@link Upstream.error} where it is none. */
  read: (response: UpstreamResponse) => T;
}

const FAILURES_TO_OPEN = 5;
const HALF_OPEN_AFTER_MS = 5_000;
const MAX_WAITING = 200;
const RETRY_AFTER_MS = 150;

/**
 * One server, or replicas of one, asked with care: a bounded number of requests at once, a deadline that
 * starts when a request leaves the queue, a retry where the budget allows one, the next replica where
 * one fails, and a breaker that stops asking what fails. What nobody waits for any more is given up on
 * the wire.
 *
 * @public
 */
export class Upstream {
  readonly label: string;
  readonly #transports: readonly UpstreamTransport[];
  readonly #breaker: CircuitBreakerPolicy;
  readonly #turns: Turns;
  readonly #budget = new RetryBudget();
  /** The replica that answered last. */
  #current = 0;
  #failingSinceMs: number | undefined;
  #lastFailure: UpstreamError | undefined;
  #hasAnswered = false;
  readonly #now: () => number;

  constructor(readonly config: UpstreamConfig, now: () => number = Date.now) {
    this.#now = now;
    this.label = `${config.kind} ${config.name}`;
    this.#transports = [config.url, ...config.replicas].map(
      url => new UpstreamTransport({ ...config, url }, this.label),
    );
    this.#breaker = circuitBreaker(
      handleWhen(
        error => error instanceof UpstreamError && error.countsAgainstUpstream,
      ),
      {
        breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
        halfOpenAfter: HALF_OPEN_AFTER_MS,
      },
    );
    const gauge = telemetryMetrics.breakerState;
    gauge.set({ upstream: this.label }, 0);
    this.#breaker.onStateChange(state =>
      gauge.set(
        { upstream: this.label },
        {
          [CircuitState.Closed]: 0,
          [CircuitState.Open]: 1,
          [CircuitState.HalfOpen]: 2,
          [CircuitState.Isolated]: 1,
        }[state],
      ),
    );
    this.#turns = new Turns(config.maxConcurrent, MAX_WAITING, now);
  }

  /** An error of this server. */
  error(kind: UpstreamErrorKind, reason: string): UpstreamError {
    return new UpstreamError(this.label, kind, reason);
  }

  /**
   * Asks, and reads the answer.
   *
   * @throws UpstreamError, with since when it fails; the signal's reason when the reader has gone.
   */
  async ask<T>(question: UpstreamQuestion<T>): Promise<T> {
    this.#budget.earn();
    try {
      return await this.#attempt(question);
    } catch (error) {
      const isWorthwhile =
        error instanceof UpstreamError &&
        error.isRepeatable &&
        !question.signal?.aborted &&
        this.#now() + RETRY_AFTER_MS < (question.untilMs ?? Infinity);
      if (isWorthwhile && this.#budget.spend()) {
        await new Promise(resolve => setTimeout(resolve, RETRY_AFTER_MS));
        return this.#attempt(question);
      }
      throw error;
    }
  }

  /** How the server is doing, from what it last answered. */
  health(): SourceHealth {
    if (this.#failingSinceMs === undefined || !this.#lastFailure) {
      return {
        status: 'ok',
        notes: this.#hasAnswered
          ? []
          : [`${this.label} has not been asked since the portal started`],
      };
    }
    return {
      status: this.#breaker.state === CircuitState.Closed ? 'degraded' : 'down',
      notes: [this.#withSince(this.#lastFailure).message],
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#transports.map(transport => transport.close()));
  }

  async #attempt<T>(question: UpstreamQuestion<T>): Promise<T> {
    const { operation } = question;
    let startedMs = this.#now();
    const observe = (outcome: string) =>
      telemetryMetrics.upstreamDuration.observe(
        { upstream: this.label, operation, outcome },
        (this.#now() - startedMs) / 1000,
      );
    try {
      const answer = await this.#turns.run(() => {
        startedMs = this.#now();
        return this.#breaker.execute(() => this.#askReplicas(question));
      }, question);
      this.#failingSinceMs = undefined;
      this.#hasAnswered = true;
      observe('ok');
      return answer;
    } catch (thrown) {
      const error = this.#failure(thrown);
      const kind = error instanceof UpstreamError ? error.kind : 'cancelled';
      observe(kind);
      if (error instanceof UpstreamError) {
        telemetryMetrics.upstreamErrors.inc({
          upstream: this.label,
          operation,
          kind,
        });
      }
      throw error;
    }
  }

  /** The replica that answered last, then the others. */
  async #askReplicas<T>(question: UpstreamQuestion<T>): Promise<T> {
    const count = this.#transports.length;
    for (let tried = 0; ; tried += 1) {
      const at = (this.#current + tried) % count;
      try {
        const answer = await this.#exchange(question, this.#transports[at]);
        this.#current = at;
        return answer;
      } catch (error) {
        const mayBeTheReplica =
          error instanceof UpstreamError &&
          (error.countsAgainstUpstream || error.kind === 'denied');
        if (tried + 1 >= count || !mayBeTheReplica) {
          throw error;
        }
      }
    }
  }

  /** Aborts when nobody waits, or when the server has had its time. */
  #signalFor({ signal, untilMs = Infinity }: Partial<Asking>): {
    signal: AbortSignal;
    isOwnDeadline: boolean;
  } {
    const left = untilMs - this.#now();
    const { deadlineMs } = this.config;
    const deadline = AbortSignal.timeout(
      Math.max(0, Math.min(deadlineMs, left)),
    );
    return {
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      isOwnDeadline: deadlineMs <= left,
    };
  }

  /** One exchange as a client span, its context handed on. */
  async #exchange<T>(
    question: UpstreamQuestion<T>,
    transport: UpstreamTransport,
  ): Promise<T> {
    const tracer = trace.getTracer('@sextant/plugin-telemetry-node');
    const { signal, isOwnDeadline } = this.#signalFor(question);
    return tracer.startActiveSpan(
      `${this.config.kind} ${question.operation}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'server.address': new URL(transport.url).hostname,
          'peer.service': this.config.kind.toLocaleLowerCase('en-US'),
          'http.request.method': question.form ? 'POST' : 'GET',
        },
      },
      async span => {
        const headers: Record<string, string> = { ...question.headers };
        propagation.inject(context.active(), headers);
        try {
          const response = await transport.send(
            { ...question, headers },
            signal,
          );
          span.setAttribute('http.response.status_code', response.status);
          return question.read(response);
        } catch (error) {
          span.setStatus({
            code: SpanStatusCode.ERROR,
            message: String(error),
          });
          throw !isOwnDeadline && isTimeout(error)
            ? this.error('unanswered', 'has not answered in the time there was')
            : error;
        } finally {
          span.end();
        }
      },
    );
  }

  #failure(thrown: unknown): unknown {
    if (thrown instanceof BrokenCircuitError) {
      const last = this.#lastFailure?.reason ?? 'it failed';
      return this.#withSince(
        this.error(
          'paused',
          `${last}; retrying within ${HALF_OPEN_AFTER_MS / 1000} s`,
        ),
      );
    }
    if (thrown instanceof TooManyWaitingError) {
      return this.error(
        'busy',
        `${MAX_WAITING} questions to it are waiting already`,
      );
    }
    if (thrown instanceof WaitedTooLongError) {
      return this.error(
        'unanswered',
        `other questions to it were first; ${this.#turns.waiting} are waiting`,
      );
    }
    return thrown instanceof UpstreamError ? this.#noted(thrown) : thrown;
  }

  #noted(error: UpstreamError): UpstreamError {
    if (!error.countsAgainstUpstream && error.kind !== 'denied') {
      return error;
    }
    this.#failingSinceMs ??= this.#now();
    this.#lastFailure = error;
    return this.#withSince(error);
  }

  #withSince(error: UpstreamError): UpstreamError {
    if (this.#failingSinceMs === undefined) {
      return error;
    }
    const since = new Date(this.#failingSinceMs).toISOString().slice(11, 19);
    return this.error(
      error.kind,
      `${error.reason} (failing since ${since} UTC)`,
    );
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof UpstreamError && error.kind === 'timeout';
}
