import { Diagnosis, TelemetrySignal } from '@sextant/plugin-telemetry-common';
import {
  AskOptions,
  Scope,
  TelemetrySource,
} from '@sextant/plugin-telemetry-node';
import { textOf } from '../merge/SourceGroup';
import { MergedSources } from '../merge/TelemetrySources';

const UPSTREAM: Record<TelemetrySignal, string> = {
  traces: 'jaeger',
  metrics: 'prometheus',
  logs: 'loki',
};

/**
 * What every source holds of a service, checked now: nothing is taken from a cache. A source that does
 * not answer is a finding like any other.
 */
export async function askDoctor(
  { traces, metrics, logs }: MergedSources,
  scope: Scope,
  options: AskOptions,
): Promise<Diagnosis[]> {
  const signals: Array<[TelemetrySignal, TelemetrySource[]]> = [
    ['traces', traces.group.for(scope.environment)],
    ['metrics', metrics.group.for(scope.environment)],
    ['logs', logs.group.for(scope.environment)],
  ];
  const diagnoses = await Promise.all(
    signals.flatMap(([signal, sources]) =>
      sources.map(source => diagnosisOf(signal, source, scope, options)),
    ),
  );
  options.signal?.throwIfAborted();
  const without = signals.flatMap(([signal, sources]): Diagnosis[] =>
    sources.length > 0
      ? []
      : [
          {
            signal,
            source: 'no source',
            state: 'missing',
            found: scope.environment
              ? `No source holds ${signal} of ${scope.environment}.`
              : `No source of ${signal} is installed.`,
            looked: [],
            remedies: [
              {
                where: 'app-config.yaml',
                why: 'Sources are configured by environment.',
                line: `telemetry.${UPSTREAM[signal]}.upstreams: [{ name: main, url: ... }]`,
              },
            ],
          },
        ],
  );
  return [...diagnoses, ...without];
}

async function diagnosisOf(
  signal: TelemetrySignal,
  source: TelemetrySource,
  scope: Scope,
  options: AskOptions,
): Promise<Diagnosis> {
  const base = { signal, source: source.id, looked: [], remedies: [] };
  if (!source.diagnose) {
    return {
      ...base,
      state: 'partial',
      found: 'This source cannot say what it holds.',
    };
  }
  try {
    return await source.diagnose(scope, options);
  } catch (error) {
    return { ...base, state: 'failed', found: textOf(error) };
  }
}
