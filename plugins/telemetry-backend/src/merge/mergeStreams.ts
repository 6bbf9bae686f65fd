/** Items of several streams as they come; ends when all have ended, fails when one does. */
export async function* mergeStreams<T>(
  streams: ReadonlyArray<AsyncIterable<T>>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const open = new Map(
    streams.map((stream, index) => {
      const iterator = stream[Symbol.asyncIterator]();
      return [index, { iterator, next: take(iterator, index) }] as const;
    }),
  );
  try {
    while (open.size > 0 && !signal.aborted) {
      const { index, result } = await Promise.race(
        [...open.values()].map(({ next }) => next),
      );
      const stream = open.get(index);
      if (result.done || !stream) {
        open.delete(index);
      } else {
        open.set(index, {
          iterator: stream.iterator,
          next: take(stream.iterator, index),
        });
        yield result.value;
      }
    }
  } finally {
    // Not awaited: a stream that waits for its server ends with the signal.
    open.forEach(({ iterator, next }) => {
      next.catch(() => undefined);
      iterator.return?.().catch(() => undefined);
    });
  }
}

async function take<T>(iterator: AsyncIterator<T>, index: number) {
  return { index, result: await iterator.next() };
}
