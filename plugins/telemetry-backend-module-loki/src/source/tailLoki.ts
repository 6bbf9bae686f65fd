import { Inbox, TailRows } from '@sextant/plugin-telemetry-node';
import { LokiClient } from '../client/LokiClient';
import { Resume, TailPlace } from './TailPlace';
import { tailConnection } from './tailConnection';

/** A live tail over one connection for each tenant. */
export interface LokiTail {
  client: LokiClient;
  query: string;
  serviceLabel: string;
  resume: Resume | undefined;
  signal: AbortSignal;
}

/**
 * New lines of a query as they come, over Loki's websocket: one for each tenant, because Loki tails no
 * two at once. Ends when a connection does; whoever follows opens it again behind the last line.
 */
export async function* tailLoki(tail: LokiTail): AsyncGenerator<TailRows> {
  const { client, signal, query } = tail;
  if (signal.aborted) {
    return;
  }
  const { tenants } = client.upstream.config;
  const { maxEntries } = await client.limits({ signal });
  const inbox = new Inbox<TailRows>();
  const place = new TailPlace(tail.resume);
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const connections = (tenants.length > 0 ? tenants : [undefined]).map(tenant =>
    tailConnection({
      client,
      query,
      tenant,
      fromNano: place.startNano,
      limit: maxEntries,
      signal: until,
      onFrame: text =>
        place.take(text, tail.serviceLabel).forEach(rows => inbox.put(rows)),
    }),
  );
  Promise.race(connections).then(
    () => inbox.end(),
    error => inbox.end(error),
  );
  try {
    yield* inbox.take(signal);
  } finally {
    stop.abort();
    await Promise.allSettled(connections);
  }
}
