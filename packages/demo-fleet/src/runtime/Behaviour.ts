/** What a handler can do. It is the same for live requests and for invented history. */
export interface CallContext {
  /** Values of `{name}` in the route's path. */
  parameters: Readonly<Record<string, string>>;
  /** A step that takes time; becomes an internal or a database span. */
  step(name: string, typicalMs: number, options?: StepOptions): Promise<void>;
  /** A request to another service. */
  call(service: string, method: string, path: string): Promise<Reply>;
  /** Several at the same time. */
  parallel<T>(
    branches: ReadonlyArray<(context: CallContext) => Promise<T>>,
  ): Promise<T[]>;
  log(
    level: LogLevel,
    message: string,
    attributes?: Record<string, string | number>,
  ): void;
  /** Stands on the request's span from here on, and on what it does and logs. */
  mark(attributes: Record<string, string>): void;
  /** True with a probability. */
  chance(probability: number): boolean;
  /** Whether a scripted incident is going on. */
  incident(name: IncidentName): boolean;
}

export interface StepOptions {
  /** Makes it a database span. */
  database?: { system: string; statement: string };
  /** Fails the step with this message. */
  error?: string;
}

export interface Reply {
  status: number;
}

export type LogLevel = 'info' | 'warn' | 'error';

/** The incidents that can be started by hand. */
export const INCIDENTS = ['bad-canary', 'slow-database', 'bad-config'] as const;
export type IncidentName = (typeof INCIDENTS)[number];

/** One operation of a service. */
export interface Route {
  method: string;
  /** With `{name}` for what varies. */
  path: string;
  handle(context: CallContext): Promise<Reply>;
}

/** One version of a service: what it answers and how much of the traffic it gets. */
export interface ServiceVersion {
  service: string;
  version: string;
  routes: readonly Route[];
  /** Part of the service's traffic while it is live; all of what is left where it is absent. */
  weight?(state: {
    nowMs: number;
    bornMs: number;
    incident(name: IncidentName): boolean;
  }): number;
  /** Minutes before the fleet's first start at which this version was deployed. */
  deployedMinutesAgo: number;
  /** Of a version that only the past knows: when the next one had replaced it. */
  retiredMinutesAgo?: number;
  commit: string;
  /** Where its databases are, by system. */
  databases?: Readonly<Record<string, { namespace: string; address: string }>>;
  strategy?: 'canary';
}
