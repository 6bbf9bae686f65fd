/** What somebody said about a version: that it was deployed, removed, or first seen. @public */
export interface VersionReport {
  id: string;
  version: string;
  /** What is no deployment, such as a change of configuration, is not told here. */
  kind:
    | 'deployment'
    | 'rollout'
    | 'release'
    | 'rollback'
    | 'removal'
    | 'cutover';
  status: 'started' | 'succeeded' | 'failed' | 'cancelled';
  /** Milliseconds since the epoch. */
  startedMs: number;
  finishedMs?: number;
  /** Part of the traffic, 0 to 1; all of it where none is given. */
  weight?: number;
  /** One place of several in an environment; a report without one speaks for all. */
  target?: string;
}

/** When telemetry of a version was seen, in milliseconds since the epoch. @public */
export interface VersionSighting {
  version: string;
  fromMs: number;
  toMs: number;
  target?: string;
}

/** What a report means among the others. @public */
export interface VersionPlace {
  id: string;
  version: string;
  line: string;
  /** The full-weight version that it replaced, or would. */
  previous?: string;
  /** Of the first on a line that runs in parallel: what it can be compared with. */
  beside?: string;
  isRollback: boolean;
  isRedeployment: boolean;
}

/** A version that is at work. @public */
export interface LiveVersionPlace {
  version: string;
  line: string;
  target?: string;
  /** When it came, milliseconds since the epoch. */
  sinceMs: number;
  /** Undefined for all of its line's traffic. */
  weight?: number;
}
