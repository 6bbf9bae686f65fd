import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  CircuitBreakerPolicy,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  IPolicy,
  wrap,
} from 'cockatiel';
import type { SourceHealth } from '../telemetrySourcesExtensionPoint';
import { telemetryMetrics } from '../telemetryMetrics';
import { UpstreamConfig } from './readUpstreamConfigs';
import { RetryBudget } from './RetryBudget';
import { UpstreamError, UpstreamErrorKind } from './UpstreamError';
import {
  UpstreamRequest,
  UpstreamResponse,
  UpstreamTransport,
} from './UpstreamTransport';

/** A question to a server, and how its answer is read. @public */
export interface UpstreamQuestion<T> extends UpstreamRequest {
  /** For metrics and spans: a word for the kind of question. */
  operation: string;
  /** Reads the answer; throws an UpstreamError made by {@link Upstream.error} where it is none. */
  read: (response: UpstreamResponse) => T;
  signal?: AbortSignal;
}

const FAILURES_TO_OPEN = 5;
const HALF_OPEN_AFTER_MS = 5_000;
const MAX_WAITING = 200;
const RETRY_AFTER_MS = 150;

/**
 * One server, asked with care: a deadline over everything, a bounded number of requests at once, a
 * retry where the budget allows one, and a breaker that stops asking a server that fails. What a
 * reader no longer waits for is given up on the wire.
 *
 * @public
 */
export class Upstream {
  readonly label: string;
  readonly #transport: UpstreamTransport;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #policy: IPolicy;
  readonly #budget = new RetryBudget();
  #failingSinceMs: number | undefined;
  #lastFailure: UpstreamError | undefined;

  constructor(
    readonly config: UpstreamConfig,
    private readonly now: () => number = Date.now,
  ) {
    this.label = `${config.kind} ${config.name}`;
    this.#transport = new UpstreamTransport(config, this.label);
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
    this.#policy = wrap(
      this.#breaker,
      bulkhead(config.maxConcurrent, MAX_WAITING),
    );
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
    const deadline = AbortSignal.timeout(this.config.deadlineMs);
    const signal = question.signal
      ? AbortSignal.any([question.signal, deadline])
      : deadline;
    try {
      return await this.#attempt(question, signal);
    } catch (error) {
      if (
        error instanceof UpstreamError &&
        error.isRepeatable &&
        !signal.aborted &&
        this.#budget.spend()
      ) {
        await new Promise(resolve => setTimeout(resolve, RETRY_AFTER_MS));
        return this.#attempt(question, signal);
      }
      throw error;
    }
  }

  /** How the server is doing, from what it last answered. */
  health(): SourceHealth {
    if (this.#failingSinceMs === undefined || !this.#lastFailure) {
      return { status: 'ok', notes: [] };
    }
    return {
      status: this.#breaker.state === CircuitState.Closed ? 'degraded' : 'down',
      notes: [this.#withSince(this.#lastFailure).message],
    };
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #attempt<T>(
    question: UpstreamQuestion<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { operation } = question;
    const started = this.now();
    const observe = (outcome: string) =>
      telemetryMetrics.upstreamDuration.observe(
        { upstream: this.label, operation, outcome },
        (this.now() - started) / 1000,
      );
    try {
      const answer = await this.#policy.execute(
        () => this.#exchange(question, signal),
        signal,
      );
      this.#failingSinceMs = undefined;
      observe('ok');
      return answer;
    } catch (thrown) {
      const error = this.#failure(thrown, signal);
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

  /** One exchange as a client span, its context handed on. */
  async #exchange<T>(
    question: UpstreamQuestion<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const tracer = trace.getTracer('@sextant/plugin-telemetry-node');
    return tracer.startActiveSpan(
      `${this.config.kind} ${question.operation}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'server.address': new URL(this.config.url).hostname,
          'peer.service': this.config.kind.toLocaleLowerCase('en-US'),
          'http.request.method': question.form ? 'POST' : 'GET',
        },
      },
      async span => {
        const headers: Record<string, string> = { ...question.headers };
        propagation.inject(context.active(), headers);
        try {
          const response = await this.#transport.send(
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
          throw error;
        } finally {
          span.end();
        }
      },
    );
  }

  #failure(thrown: unknown, signal: AbortSignal): unknown {
    if (thrown instanceof BrokenCircuitError) {
      const last = this.#lastFailure?.reason ?? 'it failed';
      return this.#withSince(
        this.error(
          'paused',
          `${last}; asked again within ${HALF_OPEN_AFTER_MS / 1000} s`,
        ),
      );
    }
    if (thrown instanceof BulkheadRejectedError) {
      return this.error(
        'busy',
        `${MAX_WAITING} questions to it are waiting already`,
      );
    }
    if (!(thrown instanceof UpstreamError)) {
      return signal.reason?.name === 'TimeoutError'
        ? this.#noted(
            this.error(
              'timeout',
              `did not answer within ${this.config.deadlineMs / 1000} s`,
            ),
          )
        : thrown;
    }
    return this.#noted(thrown);
  }

  #noted(error: UpstreamError): UpstreamError {
    if (!error.countsAgainstUpstream) {
      return error;
    }
    this.#failingSinceMs ??= this.now();
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
