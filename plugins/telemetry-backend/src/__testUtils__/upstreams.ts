import {
  Replay,
  ReplayedAnswer,
  startReplay,
} from '@sextant/plugin-telemetry-node/testUtils';

const json = (body: unknown): ReplayedAnswer => ({
  status: 200,
  body: JSON.stringify(body),
});

const VERSIONS = ['1.4.2', '2.0.0'];
/** Requests of each version by status, however long they are looked at. */
const REQUESTS = { 200: 54, 503: 6 } as const;

/** A Prometheus that holds one histogram of `pricing` in two versions, always the same. */
export function prometheusAnswer(
  target: URL,
  _method: string,
  body: string,
): ReplayedAnswer {
  const success = (data: unknown) => json({ status: 'success', data });
  const { pathname, searchParams } = target;
  const form = new URLSearchParams(body);
  const parameter = (name: string) =>
    searchParams.get(name) ?? form.get(name) ?? '';
  if (pathname.endsWith('/labels')) {
    return success(
      parameter('match[]') === 'target_info'
        ? []
        : ['service', 'version', 'env', 'status_code', 'instance', 'route'],
    );
  }
  if (pathname.includes('/label/__name__/')) {
    return success([
      'http_request_duration_seconds_bucket',
      'http_request_duration_seconds_count',
    ]);
  }
  if (pathname.includes('/label/')) {
    return success(pathname.includes('/service/') ? ['pricing'] : []);
  }
  if (pathname.endsWith('/alerts')) {
    return success({ alerts: [] });
  }
  if (pathname.endsWith('/query_exemplars')) {
    return success([]);
  }
  const results = resultsOf(parameter('query'));
  if (!pathname.endsWith('/query_range')) {
    return success({
      resultType: 'vector',
      result: results.map(({ metric, value }) => ({
        metric,
        value: [0, String(value)],
      })),
    });
  }
  const [start, end, step] = ['start', 'end', 'step'].map(name =>
    Number(parameter(name)),
  );
  const times: number[] = [];
  for (let at = start; at <= end; at += step) {
    times.push(at);
  }
  return success({
    resultType: 'matrix',
    result: results.map(({ metric, value }) => ({
      metric,
      values: times.map(time => [time, String(value)]),
    })),
  });
}

/** What a query about requests brings of each version. */
function resultsOf(query: string) {
  const family = /"sextant_family", "([^"]+)"/.exec(query)?.[1];
  if (family === undefined || !query.includes('pricing')) {
    return [];
  }
  return VERSIONS.flatMap(version => {
    const metric = {
      sextant_family: family,
      service: 'pricing',
      version,
      env: 'production',
    };
    if (query.includes('present_over_time')) {
      return [{ metric, value: 2 }];
    }
    if (query.includes('_bucket')) {
      return [
        { metric: { ...metric, le: '0.1' }, value: 54 },
        { metric: { ...metric, le: '1' }, value: 60 },
        { metric: { ...metric, le: '+Inf' }, value: 60 },
      ];
    }
    return Object.entries(REQUESTS).map(([status, value]) => ({
      metric: { ...metric, status_code: status },
      value,
    }));
  });
}

/** A Jaeger of the older API with one trace of `pricing`. */
export function jaegerAnswer(target: URL): ReplayedAnswer {
  switch (target.pathname) {
    case '/api/services':
      return json({ data: ['pricing'] });
    case '/api/traces':
    case '/api/traces/00000000000000008cdef5ab570ae408':
      return json({
        data: [
          {
            traceID: '8cdef5ab570ae408',
            spans: [
              {
                spanID: 'b7ad6b7169203331',
                operationName: 'GET /quotes',
                startTime: Date.now() * 1000 - 5_000_000,
                duration: 12_000,
                tags: [{ key: 'span.kind', type: 'string', value: 'server' }],
                processID: 'p1',
              },
            ],
            processes: {
              p1: {
                serviceName: 'pricing',
                tags: [
                  { key: 'service.version', type: 'string', value: '2.0.0' },
                ],
              },
            },
          },
        ],
      });
    default:
      return { status: 404, body: '404 page not found\n' };
  }
}

/** A Loki with one line of `pricing`. */
export function lokiAnswer(target: URL): ReplayedAnswer {
  if (target.pathname.endsWith('/drilldown-limits')) {
    return { status: 404, body: '404 page not found\n' };
  }
  const counts = (target.searchParams.get('query') ?? '').startsWith('sum by');
  const success = (data: unknown) => json({ status: 'success', data });
  return counts
    ? success({
        resultType: 'matrix',
        result: [
          {
            metric: { detected_level: 'info' },
            values: [[Math.floor(Date.now() / 1000), '3']],
          },
        ],
      })
    : success({
        resultType: 'streams',
        result: [
          {
            stream: { service_name: 'pricing' },
            values: [
              [
                `${Date.now()}000001`,
                'quoted',
                { structuredMetadata: { service_version: '2.0.0' } },
              ],
            ],
          },
        ],
      });
}

/** The three servers, each to be broken by itself. */
export async function startUpstreams(): Promise<
  Record<'prometheus' | 'jaeger' | 'loki', Replay>
> {
  const [prometheus, jaeger, loki] = await Promise.all(
    [prometheusAnswer, jaegerAnswer, lokiAnswer].map(answer =>
      startReplay(answer),
    ),
  );
  return { prometheus, jaeger, loki };
}
