/**
 * The data of server-sent events in a response, as they arrive. Comments and fields other than
 * `data` are passed over.
 *
 * Source of the format: HTML Living Standard, "Server-sent events".
 */
export async function* serverSentEvents(
  response: Response,
): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  if (!reader) {
    return;
  }
  const decoder = new TextDecoder();
  let waiting = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    waiting += decoder.decode(value, { stream: true });
    const events = waiting.split('\n\n');
    waiting = events.pop() ?? '';
    for (const event of events) {
      const data = event
        .split('\n')
        .filter(line => line.startsWith('data:'))
        .map(line => line.slice(5).trim())
        .join('\n');
      if (data) {
        yield data;
      }
    }
  }
}
