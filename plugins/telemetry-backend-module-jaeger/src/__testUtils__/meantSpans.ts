import { RequestQuestion } from '@sextant/plugin-telemetry-node';
import fc from 'fast-check';
import { KeptSpan } from './jaegerStandIn';

/** When what is meant begins, milliseconds since the epoch. */
export const T0 = Date.UTC(2026, 10, 25, 12);
/** Everything lies in it. */
export const RANGE = { fromMs: T0, toMs: T0 + 600_000 };
/** Requests of two services in several versions; some say no version, some traces hold two requests. */
export const fleet = fc
  .array(
    fc.record({
      version: fc.constantFrom('1.0.0', '2.0.0', undefined),
      keys: fc.record({
        version: fc.constantFrom('service.version', 'app.version', 'version'),
        environment: fc.constantFrom(
          'deployment.environment.name',
          'deployment.environment',
        ),
      }),
      environment: fc.constantFrom('production', 'staging', undefined),
      operation: fc.constantFrom('GET /a', 'GET /b'),
      atUs: fc.integer({ min: 0, max: 599_999 }).map(ms => ms * 1000),
      durationUs: fc.integer({ min: 1, max: 3_000_000 }),
      httpStatus: fc.constantFrom(200, 404, 503, undefined),
      error: fc.boolean(),
      hasCaller: fc.boolean(),
    }),
    { minLength: 20, maxLength: 60, size: 'max' },
  )
  .map(requests =>
    requests.flatMap(({ atUs, hasCaller, ...request }, at): KeptSpan[] => {
      const traceId = (at * 7919 + 1).toString(16).padStart(32, '0');
      const spanId = (at + 1).toString(16).padStart(16, '0');
      const callerId = (at + 1000).toString(16).padStart(16, '0');
      const own: KeptSpan = {
        ...request,
        traceId,
        spanId,
        parentSpanId: hasCaller ? callerId : undefined,
        service: 'pricing',
        kind: 'server',
        startUs: RANGE.fromMs * 1000 + atUs,
      };
      return hasCaller
        ? [
            own,
            {
              ...own,
              spanId: callerId,
              parentSpanId: undefined,
              service: 'checkout',
              version: '9.0.0',
              operation: 'POST /orders',
              startUs: own.startUs - 5_000,
              durationUs: own.durationUs + 10_000,
            },
          ]
        : [own];
    }),
  );

/** What a reader narrows by. */
export const filter: fc.Arbitrary<Partial<RequestQuestion>> = fc.oneof(
  fc.constant({}),
  fc.record(
    {
      versions: fc.constantFrom(
        ['1.0.0'],
        ['1.0.0', '2.0.0'],
        ['2.0.0', undefined],
        [undefined],
      ),
      environments: fc.constantFrom(['production'], ['staging', undefined]),
      operation: fc.constantFrom('GET /a', 'GET /none'),
      status: fc.constantFrom('error', 'ok', '503', '4xx'),
      minDurationSeconds: fc.constantFrom(0.5, 2),
      maxDurationSeconds: fc.constantFrom(1, 2.5),
    },
    { requiredKeys: [] },
  ),
);

/** What the question means, told from the spans themselves. */
export function expected(
  spans: readonly KeptSpan[],
  question: Omit<RequestQuestion, 'limit' | 'order'>,
): KeptSpan[] {
  const failed = ({ error, httpStatus = 0 }: KeptSpan) =>
    error || httpStatus >= 500;
  return spans
    .filter(span => question.services?.includes(span.service))
    .filter(
      span => !question.versions || question.versions.includes(span.version),
    )
    .filter(
      span =>
        !question.environments ||
        question.environments.includes(span.environment),
    )
    .filter(span => (question.operation ?? span.operation) === span.operation)
    .filter(
      span =>
        span.durationUs >= (question.minDurationSeconds ?? 0) * 1e6 &&
        span.durationUs <= (question.maxDurationSeconds ?? Infinity) * 1e6,
    )
    .filter(span => {
      switch (question.status) {
        case 'error':
          return failed(span);
        case 'ok':
          return !failed(span);
        case '503':
          return span.httpStatus === 503;
        case '4xx':
          return Math.floor((span.httpStatus ?? 0) / 100) === 4;
        default:
          return true;
      }
    });
}
