import {
  levelOf,
  LogLevel,
  LogLine,
  UNVERSIONED,
} from '@sextant/plugin-telemetry-common';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LokiLine } from '../client/responses';
import { ENVIRONMENT_LABELS, VERSION_LABELS } from '../logql/logQuery';

/** Which rung of the ladder named a line's version. */
export type LogRung =
  | 'structured metadata'
  | 'stream label'
  | 'field in the JSON line'
  | typeof UNVERSIONED;

/** A line, and what its parts were read from. */
export interface ReadLine {
  line: LogLine;
  rung: LogRung;
}

const MAX_BODY = 16_384;
const MAX_JSON = 65_536;
const MAX_ATTRIBUTES = 64;

const jsonObject = z.record(z.string(), z.unknown());
const BODY_FIELDS = ['msg', 'message', 'body', 'event'];
const TRACE_FIELDS = ['trace_id', 'traceID', 'traceId', 'traceid'];
const SPAN_FIELDS = ['span_id', 'spanID', 'spanId', 'spanid'];
const VERSION_FIELDS = ['service_version', 'service.version', 'version'];
/** What OpenTelemetry and Loki add for themselves. */
const HIDDEN = new Set([
  'detected_level',
  'severity_number',
  'severity_text',
  'observed_timestamp',
  'flags',
  'scope_name',
  'scope_version',
]);

/** Reads a line of Loki: what it says, its level, version and trace, wherever they stand. */
export function readLine(
  { timeUnixNano, line, stream, metadata }: LokiLine,
  serviceLabel: string,
): ReadLine {
  const json = jsonOf(line);
  const inJson = (names: string[]) => {
    const name = names.find(candidate => json?.[candidate] !== undefined);
    return name === undefined ? undefined : String(json?.[name]);
  };
  const labelled = (names: readonly string[]) =>
    first(metadata, names) ?? first(stream, names);
  const { version, rung } = versionOf(stream, metadata, inJson(VERSION_FIELDS));
  const traceId = labelled(TRACE_FIELDS) ?? inJson(TRACE_FIELDS);
  const level = levelIn(
    first(metadata, ['detected_level', 'level', 'severity_text']) ??
      first(stream, ['detected_level', 'level']) ??
      inJson(['level', 'severity']),
    metadata.severity_number,
  );
  return {
    rung,
    line: {
      id: `${timeUnixNano}-${hashOf(stream, line)}`,
      timeUnixNano,
      level,
      body: (inJson(BODY_FIELDS) ?? line).slice(0, MAX_BODY),
      service: stream[serviceLabel] ?? 'unknown_service',
      version,
      environment:
        labelled(ENVIRONMENT_LABELS) ??
        inJson(['environment', 'env']) ??
        'default',
      traceId: traceId?.toLocaleLowerCase('en-US').padStart(32, '0'),
      spanId: labelled(SPAN_FIELDS) ?? inJson(SPAN_FIELDS),
      attributes: attributesOf(stream, metadata, json, serviceLabel),
    },
  };
}

function versionOf(
  stream: Record<string, string>,
  metadata: Record<string, string>,
  inJson: string | undefined,
): { version: string; rung: LogRung } {
  const fromMetadata = first(metadata, VERSION_LABELS);
  if (fromMetadata) {
    return { version: fromMetadata, rung: 'structured metadata' };
  }
  const fromStream = first(stream, VERSION_LABELS);
  if (fromStream) {
    return { version: fromStream, rung: 'stream label' };
  }
  return inJson
    ? { version: inJson, rung: 'field in the JSON line' }
    : { version: UNVERSIONED, rung: UNVERSIONED };
}

/** The portal's level for what Loki or a logger calls it. */
export function levelIn(
  text: string | undefined,
  severityNumber?: string,
): LogLevel {
  if (text === 'notice') {
    return 'info';
  }
  return levelOf(Number(severityNumber ?? 0), text);
}

function attributesOf(
  stream: Record<string, string>,
  metadata: Record<string, string>,
  json: Record<string, unknown> | undefined,
  serviceLabel: string,
): LogLine['attributes'] {
  const known = new Set([
    serviceLabel,
    ...TRACE_FIELDS,
    ...SPAN_FIELDS,
    ...HIDDEN,
    ...(json ? [...BODY_FIELDS, 'level', 'time', 'timestamp'] : []),
  ]);
  const entries = [
    ...Object.entries(json ?? {}).map(
      ([key, value]): [string, string | number | boolean] => [
        key,
        scalar(value),
      ],
    ),
    ...Object.entries(stream),
    ...Object.entries(metadata),
  ].filter(([key]) => !known.has(key) && !key.startsWith('__'));
  return Object.fromEntries(entries.slice(0, MAX_ATTRIBUTES));
}

function scalar(value: unknown): string | number | boolean {
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
    ? value
    : JSON.stringify(value) ?? '';
}

function first(
  from: Record<string, string>,
  names: readonly string[],
): string | undefined {
  const name = names.find(candidate => from[candidate]);
  return name === undefined ? undefined : from[name];
}

function jsonOf(line: string): Record<string, unknown> | undefined {
  if (line[0] !== '{' || line.length > MAX_JSON) {
    return undefined;
  }
  try {
    return jsonObject.safeParse(JSON.parse(line)).data;
  } catch {
    // It only looks like JSON: shown as it is.
    return undefined;
  }
}

function hashOf(stream: Record<string, string>, line: string): string {
  return createHash('sha1')
    .update(Object.values(stream).sort().join('\n'))
    .update(line)
    .digest('base64url')
    .slice(0, 10);
}
