import { ConfigReader } from '@backstage/config';
import { createServer, RequestListener, Server } from 'node:http';
import { readUpstreamConfigs } from './readUpstreamConfigs';
import { Upstream } from './Upstream';
import { UpstreamResponse } from './UpstreamTransport';

const servers: Server[] = [];
const upstreams: Upstream[] = [];

async function upstreamOver(
  handler: RequestListener,
  more: Record<string, string | number | string[]> = {},
) {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { upstream: upstreamAt(`http://127.0.0.1:${port}`, more), server };
}

function upstreamAt(
  url: string,
  more: Record<string, string | number | string[]> = {},
) {
  const [config] = readUpstreamConfigs(
    new ConfigReader({
      telemetry: { prometheus: { upstreams: [{ name: 'eu', url, ...more }] } },
    }),
    'telemetry.prometheus',
    'Prometheus',
  );
  const upstream = new Upstream(config);
  upstreams.push(upstream);
  return upstream;
}

const ask = (upstream: Upstream, signal?: AbortSignal) =>
  upstream.ask({
    operation: 'query',
    path: '/api/v1/query?query=up',
    signal,
    read: ({ status, text }: UpstreamResponse) => {
      if (status === 503) {
        throw upstream.error('starting', 'it is starting');
      }
      if (status === 400) {
        throw upstream.error('refused', text);
      }
      return text;
    },
  });

afterEach(async () => {
  await Promise.all(upstreams.splice(0).map(upstream => upstream.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
});

describe('Upstream', () => {
  it('sends its credentials and hands the answer to its reader', async () => {
    const seen: Array<string | undefined> = [];
    const { upstream } = await upstreamOver(
      (request, response) => {
        seen.push(request.headers.authorization);
        response.end('fine');
      },
      { bearer: 'token of the test' },
    );
    expect(await ask(upstream)).toBe('fine');
    expect(seen).toEqual(['Bearer token of the test']);
    expect(upstream.health()).toEqual({ status: 'ok', notes: [] });
  });

  it('names itself, the reason and since when, within its deadline', async () => {
    const { upstream } = await upstreamOver(() => {}, { deadline: '1s' });
    const started = Date.now();
    await expect(ask(upstream)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /^Prometheus eu: did not answer within 1 s \(failing since \d\d:\d\d:\d\d UTC\)$/,
      ),
    });
    expect(Date.now() - started).toBeLessThan(3000);
    expect(upstream.health().status).toBe('degraded');
  });

  it('stops asking a server that fails, and asks again when it is back', async () => {
    let healthy = false;
    let requests = 0;
    const { upstream } = await upstreamOver((_request, response) => {
      requests += 1;
      response.statusCode = healthy ? 200 : 503;
      response.end('fine');
    });
    for (let i = 0; i < 5; i += 1) {
      await expect(ask(upstream)).rejects.toThrow('it is starting');
    }
    await expect(ask(upstream)).rejects.toThrow(
      /it is starting.*; retrying within 5 s/,
    );
    expect(requests).toBe(5);
    expect(upstream.health().status).toBe('down');

    healthy = true;
    let answer: string | undefined;
    for (let tries = 0; tries < 80 && !answer; tries += 1) {
      answer = await ask(upstream).catch(() => undefined);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    expect(answer).toBe('fine');
    expect(upstream.health().status).toBe('ok');
  }, 15_000);

  it('does not hold a wrong question against the server', async () => {
    const { upstream } = await upstreamOver((_request, response) => {
      response.statusCode = 400;
      response.end('parse error');
    });
    for (let i = 0; i < 10; i += 1) {
      await expect(ask(upstream)).rejects.toThrow('Prometheus eu: parse error');
    }
    expect(upstream.health().status).toBe('ok');
  });

  it('is not healthy where every answer is that it may not ask', async () => {
    let allowed = false;
    const { upstream } = await upstreamOver((_request, response) => {
      response.statusCode = allowed ? 200 : 401;
      response.end('fine');
    });
    const asked = () =>
      upstream.ask({
        operation: 'query',
        path: '/',
        read: ({ status, text }) => {
          if (status === 401) {
            throw upstream.error('denied', 'it does not accept the token');
          }
          return text;
        },
      });
    for (let i = 0; i < 2; i += 1) {
      await expect(asked()).rejects.toThrow('it does not accept the token');
    }
    expect(upstream.health()).toMatchObject({
      status: expect.stringMatching(/degraded|down/),
      notes: [expect.stringContaining('does not accept the token')],
    });
    allowed = true;
    expect(await asked()).toBe('fine');
    expect(upstream.health()).toEqual({ status: 'ok', notes: [] });
  });

  it('takes replicas of one store for alternatives: one is asked, the next where that fails', async () => {
    const asked = { first: 0, second: 0 };
    let firstIsUp = true;
    const second = await upstreamOver((_request, response) => {
      asked.second += 1;
      response.end('second');
    });
    const address = second.server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { upstream } = await upstreamOver(
      (request, response) => {
        asked.first += 1;
        if (firstIsUp) {
          response.end('first');
        } else {
          request.socket.destroy();
        }
      },
      { replicas: [`http://127.0.0.1:${port}`] },
    );
    expect([await ask(upstream), await ask(upstream)]).toEqual([
      'first',
      'first',
    ]);
    expect(asked).toEqual({ first: 2, second: 0 });
    firstIsUp = false;
    expect(await ask(upstream)).toBe('second');
    const tried = asked.first;
    expect(await ask(upstream)).toBe('second');
    // Who answered last is asked first.
    expect(asked.first).toBe(tried);
    expect(upstream.health().status).toBe('ok');
  });

  it('gives up on the wire what the reader no longer waits for', async () => {
    let closed = false;
    const { upstream } = await upstreamOver((request, _response) => {
      request.socket.once('close', () => {
        closed = true;
      });
    });
    const reader = new AbortController();
    const asked = ask(upstream, reader.signal);
    setTimeout(() => reader.abort(), 100);
    await expect(asked).rejects.toThrow('abort');
    for (let tries = 0; tries < 50 && !closed; tries += 1) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(closed).toBe(true);
    expect(upstream.health().status).toBe('ok');
  });

  it('tries once more after a connection that broke, and says so when that breaks too', async () => {
    let requests = 0;
    const { upstream } = await upstreamOver((request, response) => {
      requests += 1;
      if (requests === 1) {
        request.socket.destroy();
      } else {
        response.end('fine');
      }
    });
    expect(await ask(upstream)).toBe('fine');
    expect(requests).toBe(2);
    await expect(ask(upstreamAt('http://127.0.0.1:9'))).rejects.toThrow(
      /Prometheus eu: cannot be reached/,
    );
  });

  it('takes a redirect for what it is: no answer', async () => {
    const { upstream } = await upstreamOver((_request, response) => {
      response.writeHead(302, { location: 'https://login.example/' }).end();
    });
    await upstream.ask({
      operation: 'query',
      path: '/',
      read: ({ status }) => expect(status).toBe(302),
    });
  });
});

describe('readUpstreamConfigs', () => {
  const read = (upstream: Record<string, unknown>) =>
    readUpstreamConfigs(
      new ConfigReader({
        telemetry: {
          loki: { upstreams: [JSON.parse(JSON.stringify(upstream))] },
        },
      }),
      'telemetry.loki',
      'Loki',
    );

  it.each([
    [
      { name: 'a', url: 'ftp://x' },
      'telemetry.loki.upstreams[0].url: found "ftp://x", allowed an http(s) address',
    ],
    [
      { name: 'a', url: 'http://x', deadline: '5' },
      'telemetry.loki.upstreams[0].deadline: found "5", allowed 1s to 120s, e.g. 10s',
    ],
    [
      { name: 'a', url: 'http://x', tenant: 'a:b' },
      'telemetry.loki.upstreams[0].tenants: found "a:b"',
    ],
    [
      {
        name: 'a',
        url: 'http://x',
        bearer: 't',
        basic: { username: 'u', password: 'p' },
      },
      'found bearer and basic, allowed one',
    ],
  ])('refuses %j', (upstream, message) => {
    expect(() => read(upstream)).toThrow(message);
  });

  it('reads credentials, tenants and times', () => {
    const [config] = read({
      name: 'a',
      url: 'http://x/loki/',
      basic: { username: 'u', password: 'p' },
      headers: { 'X-Team': 'shop' },
      tenants: ['a', 'b'],
      deadline: '5s',
    });
    expect(config).toMatchObject({
      url: 'http://x/loki',
      headers: { authorization: 'Basic dTpw', 'x-team': 'shop' },
      tenants: ['a', 'b'],
      deadlineMs: 5000,
      refreshMs: 15_000,
    });
  });
});
