import fc from 'fast-check';

/** A request, as a test means it; times in milliseconds from the beginning of its range. */
export interface MeantRequest {
  version?: string;
  environment?: string;
  operation: string;
  atMs: number;
  durationUs: number;
  httpStatus?: number;
  marked: boolean;
  kind: 2 | 5;
}

/** A log line, as a test means it. */
export interface MeantLine {
  version?: string;
  environment?: string;
  level: 'error' | 'info' | 'unknown';
  atMs: number;
  body: string;
}

const version = fc.constantFrom('1.0.0', '2.0.0', undefined);
const environment = fc.constantFrom('production', 'staging', undefined);
/** Few times, so that many come at once. */
const atMs = fc.integer({ min: 0, max: 119 }).map(at => at * 5_000 + 1);

export const meantRequests: fc.Arbitrary<MeantRequest[]> = fc.array(
  fc.record({
    version,
    environment,
    operation: fc.constantFrom('GET /a', 'GET /b'),
    atMs,
    durationUs: fc.integer({ min: 1, max: 20_000_000 }),
    httpStatus: fc.constantFrom(200, 404, 503, undefined),
    marked: fc.boolean(),
    kind: fc.constantFrom<2 | 5>(2, 2, 2, 5),
  }),
  { minLength: 10, maxLength: 60, size: 'max' },
);

export const meantLines: fc.Arbitrary<MeantLine[]> = fc.array(
  fc.record({
    version,
    environment,
    level: fc.constantFrom('error', 'info', 'unknown'),
    atMs,
    body: fc.constantFrom('Zahlung ÜBERFÄLLIG 100%', 'a_b', 'a-b', 'İstanbul'),
  }),
  { minLength: 10, maxLength: 60, size: 'max' },
);

/** What is asked of both. */
export const meantScope = fc.record(
  {
    versions: fc.constantFrom(['1.0.0'], ['2.0.0', undefined], [undefined]),
    environments: fc.constantFrom(['production'], ['staging', undefined]),
  },
  { requiredKeys: [] },
);

export const hasFailed = ({ marked, httpStatus = 0 }: MeantRequest) =>
  marked || httpStatus >= 500;

const text = (key: string, value: string | undefined) =>
  value === undefined ? [] : [{ key, value: { stringValue: value } }];

function resourceOf(
  service: string,
  of: { version?: string; environment?: string },
) {
  return {
    attributes: [
      ...text('service.name', service),
      ...text('service.version', of.version),
      ...text('deployment.environment.name', of.environment),
    ],
  };
}

const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);
const hex = (value: number, digits: number) =>
  value.toString(16).padStart(digits, '0');

/** Ids by which requests are found again. */
export const spanIdOf = (at: number) => hex(at + 1, 16);

/** An export request as a collector sends it. */
export function tracesOf(
  service: string,
  run: number,
  startMs: number,
  requests: readonly MeantRequest[],
) {
  return {
    resourceSpans: requests.map((request, at) => ({
      resource: resourceOf(service, request),
      scopeSpans: [
        {
          spans: [
            {
              traceId: hex(run, 16) + hex(at + 1, 16),
              spanId: spanIdOf(at),
              name: request.operation,
              kind: request.kind,
              startTimeUnixNano: nanos(startMs + request.atMs),
              endTimeUnixNano: String(
                BigInt(nanos(startMs + request.atMs)) +
                  BigInt(request.durationUs) * 1000n,
              ),
              status: { code: request.marked ? 2 : 0 },
              attributes:
                request.httpStatus === undefined
                  ? []
                  : [
                      {
                        key: 'http.response.status_code',
                        value: { intValue: request.httpStatus },
                      },
                    ],
            },
          ],
        },
      ],
    })),
  };
}

const SEVERITIES = { error: 17, info: 9, unknown: 0 } as const;

/** An export request as a collector sends it. */
export function logsOf(
  service: string,
  startMs: number,
  lines: readonly MeantLine[],
) {
  return {
    resourceLogs: lines.map((line, at) => ({
      resource: resourceOf(service, line),
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: nanos(startMs + line.atMs),
              severityNumber: SEVERITIES[line.level],
              body: { stringValue: `${line.body} #${at}` },
            },
          ],
        },
      ],
    })),
  };
}
