import {
  CompactTrace,
  CriticalSegment,
} from '@sextant/plugin-telemetry-common';
import { placeColour } from '@sextant/plugin-kit-react';

/** A trace with what its views look up again and again. */
export interface TraceModel {
  trace: CompactTrace;
  /** Index behind the last descendant of each span. */
  subtreeEnd: Int32Array;
  /** Critical segments by span. */
  critical: Map<number, CriticalSegment[]>;
  /** Colour by resource. */
  colours: string[];
  errors: number;
  services: ServiceInTrace[];
}

/** What a service did in a trace. */
export interface ServiceInTrace {
  service: string;
  version: string | undefined;
  environment: string | undefined;
  colour: string;
  spans: number;
  errors: number;
  /** Nanoseconds on the critical path. */
  criticalNano: number;
}

/** Prepares a trace once; O(n) in its spans. */
export function traceModel(trace: CompactTrace): TraceModel {
  const critical = new Map<number, CriticalSegment[]>();
  for (const segment of trace.criticalPath) {
    const own = critical.get(segment.span);
    if (own) {
      own.push(segment);
    } else {
      critical.set(segment.span, [segment]);
    }
  }
  const colours = coloursOf(trace);
  const services = servicesOf(trace, critical, colours);
  return {
    trace,
    subtreeEnd: subtreeEnds(trace.spans.depth),
    critical,
    colours,
    errors: services.reduce((sum, service) => sum + service.errors, 0),
    services,
  };
}

/** When a trace was, in milliseconds since the epoch. */
export function momentOf({ startUnixNano, durationNano }: CompactTrace) {
  const startMs = Number(BigInt(startUnixNano) / 1_000_000n);
  return { startMs, endMs: startMs + durationNano / 1e6 };
}

/** A span's service, for tables and tooltips. */
export function resourceOf(trace: CompactTrace, span: number) {
  return trace.resources[trace.spans.resource[span]];
}

/** A span's operation. */
export function nameOf(trace: CompactTrace, span: number): string {
  return String(trace.values[trace.spans.name[span]]);
}

function subtreeEnds(depth: readonly number[]): Int32Array {
  const ends = new Int32Array(depth.length);
  const open: number[] = [];
  for (let span = 0; span <= depth.length; span += 1) {
    while (
      open.length > 0 &&
      (span === depth.length || depth[open[open.length - 1]] >= depth[span])
    ) {
      ends[open[open.length - 1]] = span;
      open.pop();
    }
    open.push(span);
  }
  return ends;
}

/** A hue for each service, distinct within the trace; versions are written. */
function coloursOf({ resources }: CompactTrace): string[] {
  const services = [...new Set(resources.map(({ service }) => service))];
  return resources.map(({ service }) => placeColour(services.indexOf(service)));
}

function servicesOf(
  trace: CompactTrace,
  critical: TraceModel['critical'],
  colours: readonly string[],
): ServiceInTrace[] {
  const found = new Map<string, ServiceInTrace>();
  for (const [span, resource] of trace.spans.resource.entries()) {
    const { service, version, environment } = trace.resources[resource];
    const key = `${service}\n${version}`;
    let entry = found.get(key);
    if (!entry) {
      entry = {
        service,
        version,
        environment,
        colour: colours[resource],
        spans: 0,
        errors: 0,
        criticalNano: 0,
      };
      found.set(key, entry);
    }
    entry.spans += 1;
    entry.errors += trace.spans.status[span] === 2 ? 1 : 0;
    for (const { from, to } of critical.get(span) ?? []) {
      entry.criticalNano += to - from;
    }
  }
  return [...found.values()].sort((a, b) => b.criticalNano - a.criticalNano);
}
