import { LogLevel, UNVERSIONED } from '@sextant/plugin-telemetry-common';

/** What of a service's lines is wanted. */
export interface LineFilter {
  environment?: string;
  versions?: readonly string[];
  levels?: readonly LogLevel[];
  text?: string;
}

/** Rungs of the version ladder that can be filtered by without parsing the line. */
export const VERSION_LABELS = [
  'service_version',
  'version',
  'app_version',
  'app_kubernetes_io_version',
];

export const ENVIRONMENT_LABELS = [
  'deployment_environment_name',
  'deployment_environment',
  'environment',
  'env',
];

/** What `detected_level` says for the portal's levels. */
const DETECTED: Record<LogLevel, string[]> = {
  fatal: ['fatal', 'critical', 'emergency', 'alert'],
  error: ['error', 'err'],
  warn: ['warn', 'warning'],
  info: ['info', 'notice'],
  debug: ['debug'],
  trace: ['trace'],
  unknown: ['unknown', ''],
};

/** Text in double quotes, as LogQL reads it. */
export function quote(text: string): string {
  return `"${text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')}"`;
}

/** Text that matches itself in a regular expression of RE2. */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

export function selector(label: string, services: readonly string[]): string {
  const [only, ...others] = services;
  if (only === undefined) {
    // Loki wants one matcher that does not match the empty text.
    return `{${label}=~".+"}`;
  }
  return others.length === 0
    ? `{${label}=${quote(only)}}`
    : `{${label}=~${quote(services.map(literal).join('|'))}}`;
}

/**
 * The stages behind a selector. What OTLP sends stands in structured metadata and is found by label
 * filters only; filters see stream labels too, so that one query serves both.
 */
export function stages(filter: LineFilter): string {
  return [
    ...(filter.text ? [`|~ ${quote(`(?i)${literal(filter.text)}`)}`] : []),
    ...(filter.environment
      ? [`| ${anyOf(ENVIRONMENT_LABELS, [filter.environment])}`]
      : []),
    ...(filter.levels && filter.levels.length > 0
      ? [
          `| ${matching(
            'detected_level',
            filter.levels.flatMap(level => DETECTED[level]),
          )}`,
        ]
      : []),
    ...(filter.versions && filter.versions.length > 0
      ? [`| ${versionFilter(filter.versions)}`]
      : []),
  ].join(' ');
}

/** As {@link stages}, the version read out of lines that are JSON. */
export function jsonVersionStages({
  versions = [],
  ...filter
}: LineFilter): string {
  return [
    stages(filter),
    '| json json_version="version", json_service_version="service_version", json_dotted_version="[\\"service.version\\"]"',
    `| ${anyOf(
      ['json_version', 'json_service_version', 'json_dotted_version'],
      versions,
    )}`,
    // A line that is no JSON would fail a count.
    '| __error__=""',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Of one trace, whether the id has its leading zeros or not. */
export function traceStages(traceId: string): string[] {
  const bare = traceId.replace(/^0+/, '');
  const pattern = quote(`0*${literal(bare)}`);
  return [
    `| ${['trace_id', 'traceID', 'traceId', 'traceid']
      .map(label => `${label}=~${pattern}`)
      .join(' or ')}`,
    `|= ${quote(bare)}`,
  ];
}

function versionFilter(versions: readonly string[]): string {
  const named = versions.filter(version => version !== UNVERSIONED);
  const none = VERSION_LABELS.map(label => `${label}=""`).join(' and ');
  if (named.length === 0) {
    return none;
  }
  const some = anyOf(VERSION_LABELS, named);
  return named.length < versions.length ? `${some} or (${none})` : some;
}

function anyOf(labels: readonly string[], values: readonly string[]): string {
  return labels.map(label => matching(label, values)).join(' or ');
}

function matching(label: string, values: readonly string[]): string {
  const [only, ...others] = values;
  return others.length === 0
    ? `${label}=${quote(only ?? '')}`
    : `${label}=~${quote(values.map(literal).join('|'))}`;
}
