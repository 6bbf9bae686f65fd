import { Inbox } from './Inbox';

async function all<T>(inbox: Inbox<T>, signal: AbortSignal): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of inbox.take(signal)) {
    taken.push(item);
  }
  return taken;
}

describe('Inbox', () => {
  const { signal } = new AbortController();

  it('hands out in order, whether it waits or finds, and ends behind the last', async () => {
    const inbox = new Inbox<number>();
    inbox.put(1);
    const taken = all(inbox, signal);
    await new Promise(resolve => setImmediate(resolve));
    inbox.put(2);
    inbox.put(3);
    inbox.end();
    expect(await taken).toEqual([1, 2, 3]);
  });

  it('says when an item was taken, so that nobody has to put in more than one', async () => {
    const inbox = new Inbox<number>();
    let wasTaken = false;
    const put = inbox.put(1).then(() => {
      wasTaken = true;
    });
    await new Promise(resolve => setImmediate(resolve));
    expect(wasTaken).toBe(false);
    await inbox.take(signal).next();
    await put;
    expect(wasTaken).toBe(true);
  });

  it('fails with the error it was ended with, behind what was still in', async () => {
    const inbox = new Inbox<number>();
    inbox.put(1);
    inbox.end(new Error('broken'));
    const items = inbox.take(signal);
    expect((await items.next()).value).toBe(1);
    await expect(items.next()).rejects.toThrow('broken');
  });

  it('stops waiting when the signal aborts', async () => {
    const stop = new AbortController();
    const taken = all(new Inbox<number>(), stop.signal);
    stop.abort();
    expect(await taken).toEqual([]);
  });
});
