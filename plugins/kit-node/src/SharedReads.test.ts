import { SharedReads } from './SharedReads';

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  return { promise, resolve, reject };
}

describe('SharedReads', () => {
  it('asks once for all who want the same now, and for those who come shortly after', async () => {
    let now = 0;
    const reads = new SharedReads<number>({
      keepMs: 1000,
      maxBytes: 10,
      now: () => now,
    });
    const ask = jest.fn(async () => 7);
    expect(
      await Promise.all([reads.read('a', ask), reads.read('a', ask)]),
    ).toEqual([7, 7]);
    now = 999;
    await reads.read('a', ask);
    expect(ask).toHaveBeenCalledTimes(1);
    now = 1000;
    await reads.read('a', ask);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('gives the question up only when the last reader has gone', async () => {
    const reads = new SharedReads<number>({ keepMs: 0, maxBytes: 10 });
    const upstream = deferred<number>();
    let asked: AbortSignal | undefined;
    const ask = (signal: AbortSignal) => {
      asked = signal;
      return upstream.promise;
    };
    const [first, second] = [new AbortController(), new AbortController()];
    const reading = [first, second].map(({ signal }) =>
      reads.read('a', ask, signal),
    );
    first.abort();
    await expect(reading[0]).rejects.toThrow('abort');
    expect(asked?.aborted).toBe(false);
    second.abort();
    await expect(reading[1]).rejects.toThrow('abort');
    expect(asked?.aborted).toBe(true);
  });

  it('does not let one reader who leaves spoil it for another', async () => {
    const reads = new SharedReads<number>({ keepMs: 0, maxBytes: 10 });
    const upstream = deferred<number>();
    const leaving = new AbortController();
    const one = reads.read('a', () => upstream.promise, leaving.signal);
    const other = reads.read('a', () => upstream.promise);
    leaving.abort();
    await expect(one).rejects.toThrow();
    upstream.resolve(3);
    expect(await other).toBe(3);
  });

  it('tells a failure to those who waited and asks again next time', async () => {
    const reads = new SharedReads<number>({ keepMs: 1000, maxBytes: 10 });
    await expect(
      reads.read('a', async () => {
        throw new Error('down');
      }),
    ).rejects.toThrow('down');
    expect(await reads.read('a', async () => 1)).toBe(1);
  });

  it('keeps no more than its bound, the oldest goes first', async () => {
    const reads = new SharedReads<number>({
      keepMs: 1000,
      maxBytes: 10,
      bytesOf: value => value,
    });
    await reads.read('a', async () => 6);
    await reads.read('b', async () => 6);
    const again = jest.fn(async () => 6);
    await reads.read('b', again);
    expect(again).not.toHaveBeenCalled();
    await reads.read('a', again);
    expect(again).toHaveBeenCalledTimes(1);
  });
});

describe('what is kept', () => {
  it('goes when its time is over, also when nobody asks for it again', async () => {
    let now = 0;
    const reads = new SharedReads<string>({
      keepMs: 1000,
      maxBytes: 1e6,
      now: () => now,
    });
    for (let key = 0; key < 100; key += 1) {
      await reads.read(String(key), async () => 'x'.repeat(1_000));
    }
    expect(reads.bytes).toBeGreaterThan(100 * 1_000);
    now = 1_000;
    reads.sweep();
    expect(reads.bytes).toBe(0);
  });
});
