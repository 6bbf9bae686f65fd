import { Batch } from './batches';
import { BatchWriter, IngestQueue, TooMuchWaitingError } from './IngestQueue';

const batch = (hash: string, bytes = 10): Batch => ({
  hash,
  bytes,
  presence: [],
});

const queueOver = (write: BatchWriter, maxBytes: number) =>
  new IngestQueue({
    write,
    maxBytes,
    isAboutTheData: error => error instanceof RangeError,
  });

describe('IngestQueue', () => {
  it('answers a sender only when its batch is written, and writes what waits together', async () => {
    const writes: string[][] = [];
    let release = () => {};
    const gate = new Promise<void>(resolve => {
      release = resolve;
    });
    const queue = queueOver(async batches => {
      writes.push(batches.map(({ hash }) => hash));
      await gate;
    }, 1000);
    let acknowledged = 0;
    const sent = ['a', 'b', 'c'].map(hash =>
      queue.submit(batch(hash)).then(() => {
        acknowledged += 1;
      }),
    );
    await new Promise(resolve => setImmediate(resolve));
    await new Promise(resolve => setImmediate(resolve));
    expect(writes).toEqual([['a', 'b', 'c']]);
    expect(acknowledged).toBe(0);
    release();
    await Promise.all(sent);
    expect(acknowledged).toBe(3);
    expect(queue.waitingBytes).toBe(0);
  });

  it('writes for half of many senders, so that the others are read meanwhile', async () => {
    const sizes: number[] = [];
    const queue = queueOver(async batches => {
      sizes.push(batches.length);
    }, 1000);
    await Promise.all(
      Array.from({ length: 10 }, (_, at) => queue.submit(batch(`${at}`))),
    );
    expect(sizes).toEqual([5, 3, 2]);
  });

  it('refuses what exceeds its bound, and takes more when there is room again', async () => {
    const queue = queueOver(async () => {}, 25);
    const first = [queue.submit(batch('a')), queue.submit(batch('b'))];
    await expect(queue.submit(batch('c'))).rejects.toThrow(TooMuchWaitingError);
    await Promise.all(first);
    await expect(queue.submit(batch('c'))).resolves.toBeUndefined();
  });

  it('takes a single batch over the bound when nothing waits: it could never be sent otherwise', async () => {
    const queue = queueOver(async () => {}, 25);
    await expect(queue.submit(batch('large', 100))).resolves.toBeUndefined();
  });

  it('tells every sender of a failed write, and goes on with the next', async () => {
    let fail = true;
    const queue = queueOver(async () => {
      if (fail) {
        fail = false;
        throw new Error('disk full');
      }
    }, 1000);
    const lost = [queue.submit(batch('a')), queue.submit(batch('b'))];
    for (const sender of lost) {
      await expect(sender).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining('disk full'),
      });
    }
    expect(queue.failure?.message).toBe('disk full');
    await expect(queue.submit(batch('a'))).resolves.toBeUndefined();
    expect(queue.failure).toBeUndefined();
  });

  it('refuses what can never be stored to its sender alone', async () => {
    const written: string[] = [];
    const queue = queueOver(async batches => {
      if (batches.some(({ hash }) => hash === 'poison')) {
        throw new RangeError('invalid byte sequence');
      }
      written.push(...batches.map(({ hash }) => hash));
    }, 1000);
    const senders = ['a', 'poison', 'b'].map(hash => queue.submit(batch(hash)));
    await expect(senders[1]).rejects.toMatchObject({ name: 'InputError' });
    await Promise.all([senders[0], senders[2]]);
    expect(written).toEqual(['a', 'b']);
    expect(queue.failure).toBeUndefined();
  });

  it('writes what waits before it closes, and refuses afterwards', async () => {
    const written: string[] = [];
    const queue = queueOver(async batches => {
      written.push(...batches.map(({ hash }) => hash));
    }, 1000);
    const sent = queue.submit(batch('a'));
    await queue.close();
    await sent;
    expect(written).toEqual(['a']);
    await expect(queue.submit(batch('b'))).rejects.toThrow('shutting down');
  });
});
