import {
  Diagnosis,
  SIGNALS,
  TelemetrySignal,
} from '@sextant/plugin-telemetry-common';
import { Asking, TelemetryUpstream } from '@sextant/plugin-telemetry-node';
import { Reader } from '../access/Readable';
import { textOf } from '../asking/partial';
import { questionOf, Scope } from '../asking/scope';
import { Upstreams } from '../asking/Upstreams';

/**
 * What every upstream holds of a service, checked now: nothing is taken from a cache. One that does not
 * answer is a finding like any other. Other services that were found are named where the reader may see
 * them.
 */
export async function askDoctor(
  upstreams: Upstreams,
  scope: Scope,
  reader: Reader,
  asking: Asking,
): Promise<Diagnosis[]> {
  const { environments } = questionOf(scope);
  const found = await Promise.all(
    SIGNALS.map(async signal => {
      const sources = upstreams.of(signal, environments);
      return sources.length > 0
        ? Promise.all(
            sources.map(({ upstream }) =>
              diagnosisOf(signal, upstream, scope, asking),
            ),
          )
        : [withoutSource(signal, scope, upstreams)];
    }),
  );
  asking.signal.throwIfAborted();
  const diagnoses = found.flat();
  const visible = await reader.namesOf(
    diagnoses.flatMap(({ looked }) =>
      looked.flatMap(({ services = [] }) => services),
    ),
    'figures',
  );
  return diagnoses.map(diagnosis => ({
    ...diagnosis,
    looked: diagnosis.looked.map(({ services, ...looked }) => {
      const named = services?.filter(name => visible.has(name)) ?? [];
      return named.length > 0
        ? { ...looked, found: `other names: ${named.slice(0, 5).join(', ')}` }
        : looked;
    }),
  }));
}

async function diagnosisOf(
  signal: TelemetrySignal,
  upstream: TelemetryUpstream,
  scope: Scope,
  asking: Asking,
): Promise<Diagnosis> {
  try {
    return await upstream.diagnose(signal, questionOf(scope), asking);
  } catch (error) {
    return {
      signal,
      source: upstream.id,
      state: 'failed',
      found: textOf(error),
      looked: [],
      remedies: [],
    };
  }
}

function withoutSource(
  signal: TelemetrySignal,
  { environment }: Scope,
  upstreams: Upstreams,
): Diagnosis {
  return {
    signal,
    source: 'no source',
    state: 'missing',
    found:
      environment === undefined
        ? `No source of ${signal} is installed.`
        : `No source holds ${signal} of ${environment}.`,
    looked: [],
    remedies: upstreams.remediesFor(signal),
  };
}
