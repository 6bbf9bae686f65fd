import { Turns, TooManyWaitingError, WaitedTooLongError } from './Turns';

/** A task that ends when it is told. */
function task() {
  let end: () => void = () => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  return { run: () => ended, end };
}

describe('Turns', () => {
  it('hands the turn on past one who left while waiting', async () => {
    const turns = new Turns(1, 10);
    const slow = task();
    const first = turns.run(slow.run);
    const leaving = new AbortController();
    const abandoned = turns.run(async () => 'never', {
      signal: leaving.signal,
    });
    const live = turns.run(async () => 'asked');
    leaving.abort(new Error('gone'));
    await expect(abandoned).rejects.toThrow('gone');
    slow.end();
    await first;
    await expect(live).resolves.toBe('asked');
    expect(turns.waiting).toBe(0);
  });

  it('lets nobody wait longer than it can', async () => {
    const turns = new Turns(1, 10);
    const slow = task();
    const first = turns.run(slow.run);
    await expect(
      turns.run(async () => 'never', { untilMs: Date.now() + 5 }),
    ).rejects.toThrow(WaitedTooLongError);
    slow.end();
    await first;
  });

  it('refuses where too many wait', async () => {
    const turns = new Turns(1, 1);
    const slow = task();
    const first = turns.run(slow.run);
    const second = turns.run(async () => 'second');
    await expect(turns.run(async () => 'third')).rejects.toThrow(
      TooManyWaitingError,
    );
    slow.end();
    await Promise.all([first, second]);
  });

  it('keeps half of its turns for readers, who go first', async () => {
    const turns = new Turns(2, 10);
    const polls = [task(), task(), task()];
    const order: string[] = [];
    const running = polls.map((poll, at) =>
      turns.run(
        async () => {
          order.push(`poll ${at}`);
          await poll.run();
        },
        { isBackground: true },
      ),
    );
    await turns.run(async () => {
      order.push('reader');
    });
    expect(order).toEqual(['poll 0', 'reader']);
    polls.forEach(poll => poll.end());
    await Promise.all(running);
    expect(order).toEqual(['poll 0', 'reader', 'poll 1', 'poll 2']);
  });

  it('goes on after a task that failed', async () => {
    const turns = new Turns(1, 10);
    const failing = turns.run(async () => {
      throw new Error('failed');
    });
    const next = turns.run(async () => 'next');
    await expect(failing).rejects.toThrow('failed');
    await expect(next).resolves.toBe('next');
  });
});
