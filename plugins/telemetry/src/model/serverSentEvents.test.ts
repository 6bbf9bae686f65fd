import { ServerSentEvent, serverSentEvents } from './serverSentEvents';

function responseOf(parts: string[]): Response {
  const encoder = new TextEncoder();
  const queue = parts.map(part => encoder.encode(part));
  const reader = {
    read: async () => {
      const value = queue.shift();
      return value ? { done: false, value } : { done: true, value: undefined };
    },
    cancel: async () => {
      queue.length = 0;
    },
  };
  return Object.assign(Object.create(null), {
    body: { getReader: () => reader },
  });
}

describe('serverSentEvents', () => {
  it('puts events together however they were cut, and passes over comments', async () => {
    const parts = [
      ':\n\nid: 1\nda',
      'ta: {"a":',
      '1}\n',
      '\ndata: x\ndata: y\n\n',
      'data: cut off',
    ];
    const events: ServerSentEvent[] = [];
    for await (const event of serverSentEvents(responseOf(parts))) {
      events.push(event);
    }
    // The second event has no id of its own: the stream goes on behind the last that had one.
    expect(events).toEqual([
      { id: '1', data: '{"a":1}' },
      { id: '1', data: 'x\ny' },
    ]);
  });
});
