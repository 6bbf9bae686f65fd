import { InputError } from '@backstage/errors';
import { UpstreamConfig } from '@sextant/plugin-telemetry-node';
import { habitsOf, SearchHabits } from './source/SearchHabits';

/** The API to speak: `auto` finds out. VictoriaTraces speaks v1, with habits of its own. */
export const DIALECTS = ['auto', 'v3', 'v1', 'victoriatraces'] as const;
/** @see DIALECTS */
export type DialectChoice = (typeof DIALECTS)[number];

/** What stands in a Jaeger's configuration beside how it is reached. */
export interface JaegerConfig {
  id: string;
  refreshMs: number;
  environments?: string[];
  dialect: DialectChoice;
  habits: SearchHabits;
  /** Whole traces that a search may bring; one is some 20 KB. */
  maxTraces: number;
  /** `{traceId}` is filled in. */
  traceLink?: string;
  /** `{service}`, `{from}` and `{to}` (microseconds) are filled in. */
  searchLink?: string;
}

const MAX_TRACES = 1_000;

/** @throws InputError with the key, what was found and what is allowed. */
export function readJaegerConfig(upstream: UpstreamConfig): JaegerConfig {
  const { config, name, refreshMs, environments, links } = upstream;
  const wanted = config.getOptionalString('dialect') ?? 'auto';
  const dialect = DIALECTS.find(known => known === wanted);
  if (!dialect) {
    throw new InputError(
      `telemetry.jaeger.upstreams ${name}.dialect: found "${wanted}", allowed ${DIALECTS.join(
        ', ',
      )}`,
    );
  }
  const maxTraces = config.getOptionalNumber('maxTraces') ?? 100;
  if (!(maxTraces >= 1 && maxTraces <= MAX_TRACES)) {
    throw new InputError(
      `telemetry.jaeger.upstreams ${name}.maxTraces: found ${maxTraces}, allowed 1 to ${MAX_TRACES}`,
    );
  }
  return {
    id: `Jaeger ${name}`,
    refreshMs,
    environments,
    dialect,
    habits: habitsOf(dialect, upstream.url),
    maxTraces,
    traceLink: links.trace,
    searchLink: links.search,
  };
}
