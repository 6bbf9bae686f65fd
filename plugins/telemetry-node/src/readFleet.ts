import {
  FleetAnswer,
  fleetAnswerSchema,
  fleetEntrySchema,
} from '@sextant/plugin-telemetry-common';
import { z } from 'zod';
import { Pace } from '@sextant/plugin-kit-node';

const entriesSchema = z.array(fleetEntrySchema);

/**
 * Reads the fleet as `application/x-ndjson`: on the first line the answer without services, on each further
 * one some of them. Twenty thousand services are many megabytes; as one JSON they would hold up whoever
 * else uses the process.
 *
 * @throws Error when the answer is cut off.
 */
export async function readFleet(response: Response): Promise<FleetAnswer> {
  let answer: FleetAnswer | undefined;
  const pace = new Pace();
  for await (const line of linesOf(response)) {
    const read: unknown = JSON.parse(line);
    if (answer) {
      answer.data.services.push(...entriesSchema.parse(read));
    } else {
      answer = fleetAnswerSchema.parse(read);
    }
    await pace.breathe();
  }
  if (!answer) {
    throw new Error('fleet: found no line, allowed at least one');
  }
  return answer;
}

async function* linesOf({ body }: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest) {
    yield rest;
  }
}
