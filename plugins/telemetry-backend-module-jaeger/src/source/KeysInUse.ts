import { SourceTrace, STATUS_ERROR } from '@sextant/plugin-telemetry-common';
import {
  Asking,
  LadderPart,
  Question,
  RESOURCE_LADDER,
  SharedReads,
} from '@sextant/plugin-telemetry-node';
import { JaegerClient } from '../client/JaegerClient';
import { hasFailed } from './ownRequests';

/** Under which attributes a service's spans say version and environment. */
export interface ServiceKeys {
  version: readonly string[];
  environment: readonly string[];
  /** True where some say none. */
  lacks: Readonly<Record<'version' | 'environment', boolean>>;
  /** True where some failed requests are not marked as errors: a search for errors does not find them. */
  hidesErrors: boolean;
}

const SAMPLE = 20;
const KEEP_MS = 60_000;
const MAX_BYTES = 1_000_000;

/** Looks at some of a service's newest traces, once a minute, so that few searches do for many keys. */
export class KeysInUse {
  readonly #client: JaegerClient;
  readonly #reads: SharedReads<ServiceKeys>;

  constructor(client: JaegerClient, now?: () => number) {
    this.#client = client;
    this.#reads = new SharedReads({
      keepMs: KEEP_MS,
      maxBytes: MAX_BYTES,
      now,
    });
  }

  of(
    service: string,
    range: Question['range'],
    asking: Asking,
  ): Promise<ServiceKeys> {
    return this.#reads.read(
      service,
      async signal =>
        keysIn(
          await this.#client.search(
            { service, range, attributes: {}, limit: SAMPLE },
            { ...asking, signal },
          ),
          service,
        ),
      asking.signal,
    );
  }
}

function keysIn(traces: readonly SourceTrace[], service: string): ServiceKeys {
  const spans = traces
    .flatMap(trace => trace.spans)
    .filter(({ resource }) => resource.service === service);
  const resources = spans.map(({ resource }) => resource.attributes);
  const used = (part: LadderPart) => {
    const [first] = RESOURCE_LADDER.keys[part];
    const found = resources.flatMap(
      attributes => RESOURCE_LADDER.keyOf(part, attributes) ?? [],
    );
    return [...new Set([first, ...found])];
  };
  const lacks = (part: LadderPart) =>
    resources.some(
      attributes => RESOURCE_LADDER.keyOf(part, attributes) === undefined,
    );
  return {
    version: used('version'),
    environment: used('environment'),
    lacks: { version: lacks('version'), environment: lacks('environment') },
    hidesErrors: spans.some(
      span => hasFailed(span) && span.status !== STATUS_ERROR,
    ),
  };
}
