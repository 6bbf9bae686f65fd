/** The parts of an origin that stand under one of several keys. @public */
export const LADDER_PARTS = ['version', 'environment', 'instance'] as const;
/** @public */
export type LadderPart = (typeof LADDER_PARTS)[number];

/** Keys by part, in the order in which they are believed. @public */
export type LadderKeys = Readonly<Record<LadderPart, readonly string[]>>;

/** @public */
export interface LadderReading {
  version?: string;
  environment?: string;
  instance?: string;
  /** The key that the version stood under. */
  versionKey?: string;
}

/**
 * Where version, environment and instance stand in what an upstream sends. The one list of keys from
 * which both answers are read and questions are narrowed, so that the two cannot differ.
 *
 * @public
 */
export class AttributeLadder {
  constructor(readonly keys: LadderKeys) {}

  /** What attributes say: the first key of each part that is there and not empty. */
  read(attributes: Readonly<Record<string, unknown>>): LadderReading {
    const versionKey = this.keyOf('version', attributes);
    return {
      version: textAt(attributes, versionKey),
      environment: textAt(attributes, this.keyOf('environment', attributes)),
      instance: textAt(attributes, this.keyOf('instance', attributes)),
      versionKey,
    };
  }

  /** The key that decides a part. */
  keyOf(
    part: LadderPart,
    attributes: Readonly<Record<string, unknown>>,
  ): string | undefined {
    return this.keys[part].find(key => hasText(attributes[key]));
  }
}

/**
 * OpenTelemetry resource attributes.
 *
 * Source: OpenTelemetry semantic conventions "service", "deployment" (the older
 * `deployment.environment` included), "k8s", "container" and "host".
 *
 * @public
 */
export const RESOURCE_LADDER = new AttributeLadder({
  version: ['service.version', 'version', 'app.version'],
  environment: ['deployment.environment.name', 'deployment.environment'],
  instance: [
    'service.instance.id',
    'k8s.pod.name',
    'container.id',
    'host.name',
    'hostname',
  ],
});

function hasText(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function textAt(
  attributes: Readonly<Record<string, unknown>>,
  key: string | undefined,
): string | undefined {
  return key === undefined ? undefined : String(attributes[key]);
}
