/** One event of a stream. */
export interface ServerSentEvent {
  /** Where the stream goes on behind it; the last one that was sent. */
  id: string | undefined;
  data: string;
}

/**
 * Server-sent events in a response, as they arrive. Comments and other fields are passed over. The
 * connection is given up when nobody reads on.
 *
 * Source of the format: HTML Living Standard, "Server-sent events".
 */
export async function* serverSentEvents(
  response: Response,
): AsyncGenerator<ServerSentEvent> {
  const reader = response.body?.getReader();
  if (!reader) {
    return;
  }
  const decoder = new TextDecoder();
  let waiting = '';
  let id: string | undefined;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      waiting += decoder.decode(value, { stream: true });
      const events = waiting.split(/\r\n\r\n|\n\n|\r\r/);
      waiting = events.pop() ?? '';
      for (const event of events) {
        const lines = event.split(/\r\n|\n|\r/);
        id = valuesOf(lines, 'id').pop() || id;
        const data = valuesOf(lines, 'data').join('\n');
        if (data) {
          yield { id, data };
        }
      }
    }
  } finally {
    // Also where reading an event failed: the next attempt opens a connection of its own.
    await reader.cancel().catch(() => undefined);
  }
}

function valuesOf(lines: readonly string[], field: string): string[] {
  return lines
    .filter(line => line.startsWith(`${field}:`))
    .map(line => line.slice(field.length + 1).trim());
}
