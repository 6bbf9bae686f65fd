import http from 'node:http';
import { COMMERCE_FLEET } from '../services/commerceFleet';
import { OtlpTarget } from '../telemetry/InstanceTelemetry';
import { chooseInstance } from './chooseInstance';
import { Clock, liveClock } from './Clock';
import { Incidents } from './Incidents';
import { Instance } from './Instance';
import { listen } from './listen';
import { Carrier, serve, Transport, World } from './serve';

/** What the past alone knows does not run. */
const RUNNING = COMMERCE_FLEET.filter(
  ({ retiredMinutesAgo }) => retiredMinutesAgo === undefined,
);

interface Running {
  instance: Instance;
  server: http.Server;
  port: number;
}

/** The fleet as real HTTP servers on loopback, calling one another. */
export class LiveFleet implements Transport {
  readonly #running: Running[] = [];

  constructor(
    private readonly incidents: Incidents,
    private readonly bornMs: number,
  ) {}

  /** @param firstPort - Ports follow one another from here; 0 lets the system choose. */
  async start(
    environment: string,
    target: OtlpTarget,
    firstPort: number,
    host = '127.0.0.1',
  ): Promise<void> {
    for (const [index, definition] of RUNNING.entries()) {
      const instance = new Instance(
        definition,
        `${definition.service}-${definition.version}-1`,
        environment,
        target,
        { live: true, instances: RUNNING.length },
      );
      const server = http.createServer((request, response) => {
        this.#answer(instance, request, response).catch(error =>
          response.destroy(error),
        );
      });
      const port = await listen(
        server,
        firstPort === 0 ? 0 : firstPort + index,
        host,
      );
      this.#running.push({ instance, server, port });
    }
  }

  /** Where each instance listens. */
  addresses(): Array<{ service: string; version: string; url: string }> {
    return this.#running.map(({ instance, port }) => ({
      service: instance.definition.service,
      version: instance.definition.version,
      url: `http://127.0.0.1:${port}`,
    }));
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#running.map(async ({ instance, server }) => {
        server.closeAllConnections();
        await new Promise(resolve => server.close(resolve));
        await instance.telemetry.shutdown().catch(() => undefined);
      }),
    );
  }

  async send(
    _clock: Clock,
    request: {
      service: string;
      method: string;
      path: string;
      headers: Carrier;
    },
  ) {
    const chosen = chooseInstance(
      this.#running.map(({ instance }) => instance),
      request,
      {
        nowMs: Date.now(),
        bornMs: this.bornMs,
        incident: name => this.incidents.isActive(name),
      },
    );
    const target = this.#running.find(({ instance }) => instance === chosen);
    if (!target) {
      return { status: 404, version: '', host: request.service };
    }
    const response = await fetch(
      `http://127.0.0.1:${target.port}${request.path}`,
      {
        method: request.method,
        headers: request.headers,
      },
    );
    await response.arrayBuffer();
    return {
      status: response.status,
      version: target.instance.definition.version,
      host: target.instance.id,
    };
  }

  async #answer(
    instance: Instance,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/metrics') {
      response.setHeader('content-type', instance.registry.contentType);
      response.end(await instance.registry.metrics());
      return;
    }
    if (path === '/health') {
      response.end('ok');
      return;
    }
    const world: World = {
      clock: liveClock,
      transport: this,
      incident: (name, atMs) => this.incidents.isActive(name, atMs),
    };
    const headers: Carrier = {};
    for (const name of ['traceparent', 'tracestate']) {
      const value = request.headers[name];
      if (typeof value === 'string') {
        headers[name] = value;
      }
    }
    const reply = await serve(
      instance,
      { method: request.method ?? 'GET', path, headers },
      world,
    );
    response.statusCode = reply.status;
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  }
}
