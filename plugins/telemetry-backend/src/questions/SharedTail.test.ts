import { LineRow, TailRows } from '@sextant/plugin-telemetry-node';
import { SharedTail } from './SharedTail';

const row = (id: string): LineRow => ({
  id,
  position: id,
  service: 'pricing',
  timeUnixNano: 1n,
  level: 'info',
  body: id,
  cut: 0,
  attributes: {},
});
const event = (id: string, lines = 1): TailRows => ({
  rows: Array.from({ length: lines }, (_, at) => row(`${id}.${at}`)),
  dropped: 0,
  resume: id,
});

/** A source that sends what it is told, and knows how often it was opened and with what. */
function startSource() {
  const opened: Array<string | undefined> = [];
  const open: Array<{
    waiting: Array<TailRows | Error>;
    wake: () => void;
    closed: boolean;
  }> = [];
  return {
    opened,
    open,
    /** Sends on the connection that was opened last. */
    send(what: TailRows | Error) {
      const last = open[open.length - 1];
      last.waiting.push(what);
      last.wake();
    },
    async *tail(resume: string | undefined, signal: AbortSignal) {
      opened.push(resume);
      const connection = {
        waiting: new Array<TailRows | Error>(),
        wake: () => {},
        closed: false,
      };
      open.push(connection);
      signal.addEventListener('abort', () => connection.wake());
      try {
        while (!signal.aborted) {
          const next = connection.waiting.shift();
          if (next instanceof Error) {
            throw next;
          }
          if (next) {
            yield next;
          } else {
            await new Promise<void>(resolve => {
              connection.wake = resolve;
            });
          }
        }
      } finally {
        connection.closed = true;
      }
    },
  };
}

const pause = (ms = 5) => new Promise(resolve => setTimeout(resolve, ms));

function follow(tail: SharedTail, resume?: string) {
  const stop = new AbortController();
  const events: TailRows[] = [];
  const done = (async () => {
    for await (const found of tail.follow(stop.signal, resume)) {
      events.push(found);
    }
  })();
  return {
    events,
    lines: () => events.flatMap(({ rows }) => rows.map(({ id }) => id)),
    async stop() {
      stop.abort();
      await done;
    },
  };
}

describe('SharedTail', () => {
  it('opens the source once for all who follow, and closes it behind the last', async () => {
    const source = startSource();
    const tail = new SharedTail((from, signal) => source.tail(from, signal));
    const [a, b] = [follow(tail), follow(tail)];
    await pause();
    source.send(event('1'));
    await pause();
    expect(source.opened).toEqual([undefined]);
    expect([a.lines(), b.lines()]).toEqual([['1.0'], ['1.0']]);
    await a.stop();
    source.send(event('2'));
    await pause();
    expect(b.lines()).toEqual(['1.0', '2.0']);
    expect(source.open[0].closed).toBe(false);
    await b.stop();
    await pause();
    expect(source.open[0].closed).toBe(true);
  });

  it('opens it again behind the last line where it breaks, and says so meanwhile', async () => {
    const source = startSource();
    const tail = new SharedTail((from, signal) => source.tail(from, signal));
    const viewer = follow(tail);
    await pause();
    source.send(event('1'));
    source.send(new Error('Loki main: cannot be tailed'));
    await pause(700);
    expect(source.opened).toEqual([undefined, '1']);
    source.send(event('2'));
    await pause();
    expect(viewer.lines()).toEqual(['1.0', '2.0']);
    expect(viewer.events.map(({ problem }) => problem)).toContain(
      'Loki main: cannot be tailed',
    );
    await viewer.stop();
  });

  it('lets a viewer go on behind an event that is kept', async () => {
    const source = startSource();
    const tail = new SharedTail((from, signal) => source.tail(from, signal));
    const first = follow(tail);
    await pause();
    ['1', '2', '3'].forEach(id => source.send(event(id)));
    await pause();
    expect(tail.hasKept('2')).toBe(true);
    expect(tail.hasKept('9')).toBe(false);
    const again = follow(tail, '2');
    await pause();
    expect(again.lines()).toEqual(['3.0']);
    await Promise.all([first.stop(), again.stop()]);
  });

  it('bounds what waits for a slow viewer, and counts what it leaves out', async () => {
    const source = startSource();
    const tail = new SharedTail((from, signal) => source.tail(from, signal));
    const stop = new AbortController();
    const slow = tail.follow(stop.signal);
    const first = slow.next();
    await pause();
    for (let at = 0; at < 10; at += 1) {
      source.send(event(String(at), 500));
    }
    await pause(20);
    let [lines, dropped] = [0, 0];
    const add = ({ value }: IteratorResult<TailRows>) => {
      lines += value?.rows.length ?? 0;
      dropped += value?.dropped ?? 0;
    };
    add(await first);
    while (lines + dropped < 5_000) {
      add(await slow.next());
    }
    expect(lines + dropped).toBe(5_000);
    expect(dropped).toBeGreaterThan(0);
    expect(lines).toBeLessThanOrEqual(2_500);
    stop.abort();
    await slow.next();
  });
});
