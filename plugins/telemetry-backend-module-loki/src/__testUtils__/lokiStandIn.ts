import {
  Answering,
  ReplayedAnswer,
} from '@sextant/plugin-telemetry-node/testUtils';
import { passes } from './logqlFilter';

/** A line as the stand-in keeps it. */
export interface KeptLine {
  timeNano: bigint;
  line: string;
  stream: Record<string, string>;
  metadata: Record<string, string>;
}

/**
 * Answers as a Loki does: the newest lines of a range whose end is not in it, as many as the limit says
 * and in no order; more than it allows is refused; counts of `(t - step, t]` at whole steps.
 */
export function lokiStandIn(
  lines: readonly KeptLine[],
  maxEntries = 5_000,
): Answering {
  return target => {
    const { pathname, searchParams: asked } = target;
    if (pathname === '/loki/api/v1/drilldown-limits') {
      return json({ limits: { max_entries_limit_per_query: maxEntries } });
    }
    if (pathname !== '/loki/api/v1/query_range') {
      return { status: 404, body: 'page not found' };
    }
    const query = asked.get('query') ?? '';
    const [, by, inner, range] =
      /^sum by \(([^)]*)\) \(count_over_time\((.*) \[(\d+)s\]\)\)$/s.exec(
        query,
      ) ?? [];
    return range
      ? counts(lines, by.split(', '), inner, asked, Number(range))
      : newest(lines, query, asked, maxEntries);
  };
}

function json(body: unknown): ReplayedAnswer {
  return { status: 200, body: JSON.stringify(body) };
}

function newest(
  lines: readonly KeptLine[],
  query: string,
  asked: URLSearchParams,
  maxEntries: number,
): ReplayedAnswer {
  const limit = Number(asked.get('limit'));
  if (limit > maxEntries || limit < 1) {
    return {
      status: 400,
      body: `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${maxEntries})`,
    };
  }
  const found = lines
    .filter(
      ({ timeNano }) =>
        timeNano >= BigInt(asked.get('start') ?? 0) &&
        timeNano < BigInt(asked.get('end') ?? 0),
    )
    .filter(({ stream, metadata, line }) =>
      passes(query, stream, metadata, line),
    )
    .sort((a, b) => (a.timeNano < b.timeNano ? 1 : -1))
    .slice(0, limit)
    .reverse();
  return json({
    status: 'success',
    data: {
      resultType: 'streams',
      result: found.map(({ timeNano, line, stream, metadata }) => ({
        stream,
        values: [[String(timeNano), line, { structuredMetadata: metadata }]],
      })),
    },
  });
}

function counts(
  lines: readonly KeptLine[],
  by: readonly string[],
  query: string,
  asked: URLSearchParams,
  rangeS: number,
): ReplayedAnswer {
  const [start, end, step] = ['start', 'end', 'step'].map(
    name =>
      Number.parseFloat(asked.get(name) ?? '') / (name === 'step' ? 1 : 1e9),
  );
  const series = new Map<string, Map<number, number>>();
  for (const { timeNano, line, stream, metadata } of lines) {
    const passing = passes(query, stream, metadata, line);
    if (passing) {
      const labels = Object.fromEntries(
        by.flatMap(name =>
          passing.labels[name] ? [[name, passing.labels[name]]] : [],
        ),
      );
      const key = JSON.stringify(labels);
      const points = series.get(key) ?? new Map<number, number>();
      series.set(key, points);
      const timeS = Number(timeNano) / 1e9;
      for (let at = start; at <= end; at += step) {
        if (timeS > at - rangeS && timeS <= at) {
          points.set(at, (points.get(at) ?? 0) + 1);
        }
      }
    }
  }
  return json({
    status: 'success',
    data: {
      resultType: 'matrix',
      result: [...series]
        .filter(([, points]) => points.size > 0)
        .map(([labels, points]) => ({
          metric: JSON.parse(labels),
          values: [...points].map(([at, count]) => [at, String(count)]),
        })),
    },
  });
}
