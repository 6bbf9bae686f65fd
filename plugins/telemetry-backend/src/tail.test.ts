import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { tailEventSchema } from '@sextant/plugin-telemetry-common';
import { AddressInfo } from 'node:net';
import { logsRequest } from './__testUtils__/otlp';
import { PRICING, send, startPortal } from './__testUtils__/startPortal';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('live tail on %s', databaseId => {
  it('follows new log lines and resumes behind the last one seen', async () => {
    const server = await startPortal(await databases.init(databaseId));
    await send(
      server,
      'logs',
      logsRequest('pricing', '2.0.0', [{ timeMs: Date.now(), body: 'old' }]),
    );
    const { port } = server.address() as AddressInfo;
    const follow = async (headers: Record<string, string>) => {
      const stop = new AbortController();
      const response = await fetch(
        `http://localhost:${port}${PRICING}/logs/tail`,
        {
          headers: {
            authorization: mockCredentials.user.header(),
            ...headers,
          },
          signal: stop.signal,
        },
      );
      const reader = response
        .body!.pipeThrough(new TextDecoderStream())
        .getReader();
      return {
        async next() {
          let text = '';
          while (!text.includes('\n\n')) {
            text += (await reader.read()).value ?? '';
          }
          return {
            id: /^id: (.*)$/m.exec(text)?.[1] ?? '',
            event: tailEventSchema.parse(
              JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? ''),
            ),
          };
        },
        stop: () => stop.abort(),
      };
    };
    const first = await follow({});
    await send(
      server,
      'logs',
      logsRequest('pricing', '2.0.0', [{ timeMs: Date.now(), body: 'new' }]),
    );
    const { id, event } = await first.next();
    expect(event.items.map(line => line.body)).toEqual(['new']);
    first.stop();
    await send(
      server,
      'logs',
      logsRequest('pricing', '2.0.0', [{ timeMs: Date.now(), body: 'missed' }]),
    );
    const second = await follow({ 'last-event-id': id });
    expect((await second.next()).event.items.map(line => line.body)).toEqual([
      'missed',
    ]);
    second.stop();
  });
});
