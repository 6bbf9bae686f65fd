import { TimeRange } from '@sextant/plugin-kit-common';
import { Question } from '@sextant/plugin-telemetry-node';
import { ReadableService } from '../access/Readable';
import { environmentChoices } from '../naming/words';

/** What a panel is about, in the reader's words. */
export interface Scope {
  service: ReadableService;
  /** All environments when undefined. */
  environment?: string;
  /** All versions when undefined. */
  versions?: readonly string[];
  /** All operations when undefined. */
  operation?: string;
  range: TimeRange;
}

/** The question of a scope to a source; versions are chosen by the core, after it has named them. */
export function questionOf({ service, environment, range }: Scope): Question {
  return {
    range,
    services: [service.telemetryName],
    environments:
      environment === undefined ? undefined : environmentChoices(environment),
    hints: service.hints,
  };
}
