import { Upstream } from '../upstream/Upstream';
import { UpstreamError } from '../upstream/UpstreamError';
import {
  readRecordings,
  Recording,
  Replay,
  startReplay,
  upstreamFor,
} from './replay';

/** Replays recordings one by one and says in a line what each leads to. @public */
export interface RecordedOutcomes {
  recordings: Map<string, Recording>;
  start(): Promise<void>;
  /** What the source makes of it, or the kind and text of its failure. */
  of(name: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * A server that answers everything with one recording, and the line that a client makes of it.
 *
 * @param folder - With the recordings.
 * @param kind - The vendor, e.g. `Loki`.
 * @param ask - Asks what the recording was the answer to.
 * @public
 */
export function recordedOutcomes(
  folder: string,
  kind: string,
  ask: (upstream: Upstream, recording: Recording) => Promise<string>,
): RecordedOutcomes {
  const recordings = readRecordings(folder);
  let replay: Replay | undefined;
  return {
    recordings,
    async start() {
      replay = await startReplay(() => ({ status: 500, body: '' }));
    },
    async of(name) {
      const recording = recordings.get(name);
      if (!recording || !replay) {
        throw new Error(`There is no recording ${name}`);
      }
      replay.answerWith(() => recording);
      const upstream = upstreamFor(kind, replay.url);
      try {
        return await ask(upstream, recording);
      } catch (error) {
        if (error instanceof UpstreamError) {
          const reason = error.reason.replace(/ \(failing since .*/, '');
          return `${error.kind}: ${reason}`;
        }
        throw error;
      } finally {
        await upstream.close();
      }
    },
    async close() {
      await replay?.close();
    },
  };
}
