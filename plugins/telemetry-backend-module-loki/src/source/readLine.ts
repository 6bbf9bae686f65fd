import { cleanText } from '@sextant/plugin-kit-common';
import { idFromText } from '@sextant/plugin-telemetry-common';
import { LineRow } from '@sextant/plugin-telemetry-node';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LokiLine } from '../client/responses';
import { lineLadder, LineReading } from '../logql/LineLadder';

/** A line, and how it was read. */
export interface ReadLine {
  row: Omit<LineRow, 'position'>;
  reading: LineReading;
  isJson: boolean;
}

const MAX_BODY = 65_536;
const MAX_JSON = 262_144;
const MAX_ATTRIBUTES = 64;

const jsonObject = z.record(z.string(), z.unknown());
const BODY_FIELDS = ['msg', 'message', 'body', 'event'];
const TRACE_FIELDS = ['trace_id', 'traceID', 'traceId', 'traceid'];
const SPAN_FIELDS = ['span_id', 'spanID', 'spanId', 'spanid'];
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
  const reading = lineLadder.read(stream, metadata, json);
  const labelled = (names: readonly string[]) =>
    first(metadata, names) ?? first(stream, names) ?? textIn(json, names);
  const traceId = idFromText(labelled(TRACE_FIELDS) ?? '', 32);
  const said = textIn(json, BODY_FIELDS) ?? line;
  const body = cleanText(said, MAX_BODY);
  return {
    reading,
    isJson: json !== undefined,
    row: {
      id: `${timeUnixNano}-${hashOf(stream, metadata, line)}`,
      timeUnixNano: BigInt(timeUnixNano),
      level: reading.level,
      body,
      cut: said.length - body.length,
      service: stream[serviceLabel] ?? 'unknown_service',
      version: reading.version,
      environment: reading.environment,
      traceId,
      spanId: idFromText(labelled(SPAN_FIELDS) ?? '', 16),
      attributes: attributesOf(stream, metadata, json, serviceLabel),
    },
  };
}

function attributesOf(
  stream: Record<string, string>,
  metadata: Record<string, string>,
  json: Record<string, unknown> | undefined,
  serviceLabel: string,
): LineRow['attributes'] {
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
  ].filter(
    ([key]) =>
      !known.has(key) && !key.startsWith('__') && !key.startsWith('json_'),
  );
  return Object.fromEntries(entries.slice(0, MAX_ATTRIBUTES));
}

function scalar(value: unknown): string | number | boolean {
  if (typeof value === 'string') {
    return cleanText(value);
  }
  return typeof value === 'number' || typeof value === 'boolean'
    ? value
    : cleanText(JSON.stringify(value) ?? '');
}

function first(
  from: Record<string, string>,
  names: readonly string[],
): string | undefined {
  const name = names.find(candidate => from[candidate]);
  return name === undefined ? undefined : from[name];
}

function textIn(
  json: Record<string, unknown> | undefined,
  names: readonly string[],
): string | undefined {
  const name = names.find(candidate => json?.[candidate] !== undefined);
  return name === undefined ? undefined : String(scalar(json?.[name]));
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

/** Tells lines of one time apart; what a query extracted of a line is not part of it. */
function hashOf(
  stream: Record<string, string>,
  metadata: Record<string, string>,
  line: string,
): string {
  const own = Object.entries(metadata).filter(
    ([key]) => !key.startsWith('json_'),
  );
  return createHash('sha1')
    .update(JSON.stringify(Object.entries(stream).sort()))
    .update(JSON.stringify(own.sort()))
    .update(line)
    .digest('base64url')
    .slice(0, 12);
}
