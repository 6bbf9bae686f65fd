import { Asking, Question } from '@sextant/plugin-telemetry-node';
import { SharedReads } from '@sextant/plugin-kit-node';
import { LokiClient, rangeNano } from '../client/LokiClient';
import { LokiConfig } from '../config';
import { JsonParts } from '../logql/LineLadder';
import { selector } from '../logql/logql';
import { readLine } from './readLine';

const SAMPLE = 50;
const KEEP_MS = 60_000;
const MAX_BYTES = 1_000_000;
const NOTHING: JsonParts = { version: false, environment: false, level: false };

/**
 * Looks at some of a service's newest lines, once a minute: only where something stands in the JSON of
 * lines alone are all lines parsed for it.
 */
export class LineShapes {
  readonly #client: LokiClient;
  readonly #config: LokiConfig;
  readonly #reads: SharedReads<JsonParts>;

  constructor(client: LokiClient, config: LokiConfig, now?: () => number) {
    this.#client = client;
    this.#config = config;
    this.#reads = new SharedReads({
      keepMs: KEEP_MS,
      maxBytes: MAX_BYTES,
      now,
    });
  }

  async of(
    services: readonly string[],
    range: Question['range'],
    asking: Asking,
  ): Promise<JsonParts> {
    return this.#reads.read(
      JSON.stringify(services),
      async signal => {
        const lines = await this.#client.lines(
          selector(this.#config.serviceLabel, services),
          rangeNano(range),
          SAMPLE,
          { ...asking, signal },
        );
        const parts = { ...NOTHING };
        for (const raw of lines) {
          const { isJson, reading } = readLine(raw, this.#config.serviceLabel);
          const plain = isJson
            ? readLine({ ...raw, line: '' }, this.#config.serviceLabel).reading
            : reading;
          parts.version ||= plain.version !== reading.version;
          parts.environment ||= plain.environment !== reading.environment;
          parts.level ||= plain.level !== reading.level;
        }
        return parts;
      },
      asking.signal,
    );
  }
}
