import {
  LEVEL_FIELDS,
  levelOf,
  LogLevel,
} from '@sextant/plugin-telemetry-common';
import { Choice, LineFilter } from '@sextant/plugin-telemetry-node';
import { literal, quote } from './logql';

type Labels = Readonly<Record<string, string>>;

/** Which parts of a line are read out of its JSON, because no label tells them. */
export interface JsonParts {
  version: boolean;
  environment: boolean;
  level: boolean;
}

/** Which of the ladder's places named a line's version. */
export type VersionPlace =
  | 'structured metadata'
  | 'stream label'
  | 'field in the JSON line';

const VERSION_LABELS = [
  'service_version',
  'version',
  'app_version',
  'app_kubernetes_io_version',
];
const ENVIRONMENT_LABELS = [
  'deployment_environment_name',
  'deployment_environment',
  'environment',
  'env',
];
const LEVEL_LABELS = ['detected_level', 'level', 'severity_text', 'severity'];
const JSON_FIELDS = {
  version: ['service_version', 'service.version', 'version'],
  environment: [
    'deployment_environment_name',
    'deployment.environment.name',
    'environment',
    'env',
  ],
  level: [...LEVEL_FIELDS],
} as const;
const LABELS = {
  version: VERSION_LABELS,
  environment: ENVIRONMENT_LABELS,
  level: LEVEL_LABELS,
} as const;
type Part = keyof typeof LABELS;
const PARTS: readonly Part[] = ['version', 'environment', 'level'];

/**
 * How loggers and Loki spell levels: what is asked for is wider than what is meant, and read exactly
 * afterwards.
 */
const SPELLED: Record<LogLevel, string> = {
  fatal: 'f|ftl|fatal.*|crit.*|emerg.*|alert|panic|dpanic|60',
  error: 'e|err|error.*|eror|fail.*|severe|50',
  warn: 'w|wrn|warn.*|40',
  info: 'i|inf|info.*|notice|note|30',
  debug: 'd|dbg|dbug|debug.*|fine|config|20',
  trace: 't|v|trc|trce|trace.*|verbose|finer|finest|silly|10',
  unknown: '.*',
};

/** What labels, and the fields of a line that is JSON, say. */
export interface LineReading {
  version?: string;
  versionPlace?: VersionPlace;
  environment?: string;
  level: LogLevel;
}

/**
 * Where version, environment and level of a line stand: structured metadata, stream labels, fields of a
 * line that is JSON. Lines are read and queries narrowed from the same lists, so that the two cannot
 * differ. Narrowing is never stricter than reading: a line that no label tells anything of stays in, and
 * is decided on by what is read of it.
 */
export const lineLadder = {
  /** Of a line with its labels told apart. */
  read(
    stream: Labels,
    metadata: Labels,
    json: Readonly<Record<string, unknown>> | undefined,
  ): LineReading {
    const version = readVersion(stream, metadata, json);
    return {
      ...version,
      environment:
        first(metadata, ENVIRONMENT_LABELS) ??
        first(stream, ENVIRONMENT_LABELS) ??
        field(json, JSON_FIELDS.environment),
      level: levelFrom(
        [
          ...LEVEL_LABELS.map(label => metadata[label]),
          ...LEVEL_LABELS.map(label => stream[label]),
          ...JSON_FIELDS.level.map(name => json?.[name]),
        ],
        metadata.severity_number,
      ),
    };
  },

  /** Of a count, whose labels are those that it was made by. */
  readCount(labels: Labels): Omit<LineReading, 'versionPlace'> {
    const of = (part: Part) =>
      first(labels, [...LABELS[part], ...extracted(part)]);
    return {
      version: of('version'),
      environment: of('environment'),
      level: levelFrom(
        [...LEVEL_LABELS, ...extracted('level')].map(label => labels[label]),
      ),
    };
  },

  /** Labels that counts are made by. */
  countLabels(parts: JsonParts): string[] {
    return PARTS.flatMap(part => [
      ...LABELS[part],
      ...(parts[part] ? extracted(part) : []),
    ]);
  },

  /** Stages behind a selector that narrow to what is wanted. */
  stages(
    filter: LineFilter & {
      environments?: readonly Choice[];
      versions?: readonly Choice[];
    },
    parts: JsonParts,
  ): string {
    const isParsed = PARTS.some(part => parts[part]);
    return [
      ...(filter.text ? [`|~ ${quote(`(?i)${literal(filter.text)}`)}`] : []),
      ...(isParsed ? [jsonStage(parts)] : []),
      ...chosen('environment', filter.environments, parts),
      ...chosen('version', filter.versions, parts),
      ...levelStage(filter.levels, parts),
    ].join(' ');
  },
};

function readVersion(
  stream: Labels,
  metadata: Labels,
  json: Readonly<Record<string, unknown>> | undefined,
): Pick<LineReading, 'version' | 'versionPlace'> {
  const inMetadata = first(metadata, VERSION_LABELS);
  if (inMetadata !== undefined) {
    return { version: inMetadata, versionPlace: 'structured metadata' };
  }
  const onStream = first(stream, VERSION_LABELS);
  if (onStream !== undefined) {
    return { version: onStream, versionPlace: 'stream label' };
  }
  const inJson = field(json, JSON_FIELDS.version);
  return inJson === undefined
    ? {}
    : { version: inJson, versionPlace: 'field in the JSON line' };
}

/** The first level that anything spells; a number of OpenTelemetry's where nothing does. */
function levelFrom(
  spelled: readonly unknown[],
  severityNumber?: string,
): LogLevel {
  for (const spelling of spelled) {
    const level = levelOf(0, String(spelling ?? ''));
    if (level !== 'unknown') {
      return level;
    }
  }
  return levelOf(Number(severityNumber ?? 0));
}

/** Narrows by labels; what none of them tells stays, where that may be wanted too. */
function chosen(
  part: 'version' | 'environment',
  choices: readonly Choice[] | undefined,
  parts: JsonParts,
): string[] {
  if (!choices) {
    return [];
  }
  const names = [...LABELS[part], ...(parts[part] ? extracted(part) : [])];
  const values = choices.flatMap(choice => choice ?? []);
  const some = names.map(
    name => `${name}=~${quote(values.map(literal).join('|'))}`,
  );
  const none = `(${names.map(name => `${name}=""`).join(' and ')})`;
  const isOpen = choices.includes(undefined) || !parts[part];
  return [
    `| ${[...(values.length > 0 ? some : []), ...(isOpen ? [none] : [])].join(
      ' or ',
    )}`,
  ];
}

function levelStage(
  levels: readonly LogLevel[] | undefined,
  parts: JsonParts,
): string[] {
  if (!levels || levels.length === 0 || levels.includes('unknown')) {
    return [];
  }
  const spelled = quote(
    `(?i)(?:${levels.map(level => SPELLED[level]).join('|')})`,
  );
  const names = [...LEVEL_LABELS, ...(parts.level ? extracted('level') : [])];
  const some = names.map(name => `${name}=~${spelled}`);
  const untold = `detected_level=~"(?i)(?:unknown)?"`;
  return [`| ${[...some, untold].join(' or ')}`];
}

/** Names under which a part's JSON fields are extracted. */
function extracted(part: Part): string[] {
  return JSON_FIELDS[part].map((_, at) => `json_${part}_${at}`);
}

function jsonStage(parts: JsonParts): string {
  const fields = PARTS.flatMap(part =>
    parts[part]
      ? JSON_FIELDS[part].map(
          (name, at) =>
            `json_${part}_${at}=${quote(
              /^\w+$/.test(name) ? name : `["${name}"]`,
            )}`,
        )
      : [],
  );
  // A line that is no JSON says so, and is a line all the same.
  return `| json ${fields.join(', ')} | drop __error__, __error_details__`;
}

function first(from: Labels, names: readonly string[]): string | undefined {
  const name = names.find(candidate => from[candidate]);
  return name === undefined ? undefined : from[name];
}

function field(
  json: Readonly<Record<string, unknown>> | undefined,
  names: readonly string[],
): string | undefined {
  const name = names.find(candidate => {
    const value = json?.[candidate];
    return typeof value === 'string' ? value !== '' : typeof value === 'number';
  });
  return name === undefined ? undefined : String(json?.[name]);
}
