import { createHash } from 'node:crypto';
import { Batch } from '../ingest/batches';
import { LogPreparation } from '../ingest/prepareLogs';
import { PointPreparation } from '../ingest/preparePoints';
import { SpanPreparation } from '../ingest/prepareSpans';
import { Encoding, OtlpCodec, Signal } from './OtlpCodec';
import { readLogs } from './readLogs';
import { readMetrics } from './readMetrics';
import { Pace } from '@sextant/plugin-kit-node';
import {
  eachResource,
  Rejections,
  TimeWindow,
} from '@sextant/plugin-telemetry-node/otlp';

/** What was understood of an export request. */
export interface Received {
  batch: Batch;
  /** Spans, points or records that will be stored. */
  items: number;
  rejected: number;
  /** For the sender: why something was refused, or a warning. */
  note: string | undefined;
}

/** Spans, records or points that are read in one go: some milliseconds. */
const AT_ONCE = 250;

/**
 * Turns the bytes of an export request into a batch to store: one request at a time, and a large one in
 * pieces, so that readers of the portal get their turn while collectors send all they have.
 */
export class OtlpReceiver {
  #previous: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly codec: OtlpCodec,
    private readonly maxAgeMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws InputError when the request is malformed. */
  receive(signal: Signal, encoding: Encoding, body: Buffer): Promise<Received> {
    const ours = this.#previous.then(() =>
      this.#receive(signal, encoding, body),
    );
    this.#previous = ours.catch(() => undefined);
    return ours;
  }

  async #receive(
    signal: Signal,
    encoding: Encoding,
    body: Buffer,
  ): Promise<Received> {
    const pace = await Pace.begin();
    const request = this.codec.decode(signal, encoding, body);
    const nowMs = this.now();
    const window = new TimeWindow(nowMs, this.maxAgeMs);
    const base = {
      hash: createHash('sha1').update(signal).update(body).digest('hex'),
      bytes: body.length,
    };
    const rejections = new Rejections();
    if (signal === 'traces') {
      const prepared = new SpanPreparation(base.hash);
      let items = 0;
      for (const read of eachResource(request, rejections, window, AT_ONCE)) {
        prepared.add(read);
        items += read.spans.length;
        await pace.breathe();
      }
      const rows = await prepared.finish();
      return received({ ...base, ...rows }, items, rejections);
    }
    if (signal === 'logs') {
      const prepared = new LogPreparation();
      const nowNano = BigInt(Math.trunc(nowMs)) * 1_000_000n;
      for (const read of readLogs(
        request,
        rejections,
        window,
        nowNano,
        AT_ONCE,
      )) {
        prepared.add(read);
        await pace.breathe();
      }
      const rows = prepared.finish();
      return received({ ...base, ...rows }, rows.logs.length, rejections);
    }
    const prepared = new PointPreparation();
    let ignored = 0;
    for (const read of readMetrics(request, rejections, window, AT_ONCE)) {
      prepared.add(read);
      ignored += read.ignored;
      await pace.breathe();
    }
    const rows = prepared.finish();
    return received(
      { ...base, ...rows },
      rows.points.length,
      rejections,
      ignored > 0
        ? `${ignored} data points are not kept: of metrics the embedded store keeps CPU, memory, event loop and GC; rate, errors and latency come from server spans`
        : undefined,
    );
  }
}

function received(
  batch: Batch,
  items: number,
  rejections: Rejections,
  warning?: string,
): Received {
  const note =
    [rejections.message, warning].filter(Boolean).join('; ') || undefined;
  return { batch, items, rejected: rejections.count, note };
}
