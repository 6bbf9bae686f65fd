import http from 'node:http';
import { DeploymentAnnouncer } from './DeploymentAnnouncer';
import { IncidentName, INCIDENTS } from './runtime/Behaviour';
import { Incidents } from './runtime/Incidents';
import { LiveFleet } from './runtime/LiveFleet';

/** What the pipeline or the operator did that started the incident. */
const CAUSES: Record<IncidentName, object> = {
  'bad-canary': {
    service: 'inventory',
    version: '2.3.0',
    strategy: { type: 'canary', weight: 0.35 },
    description: 'canary weight 12 % → 35 %',
  },
  'slow-database': {
    service: 'orders',
    version: '4.1.0',
    kind: 'infrastructure',
    description: 'orders-db moved to a smaller machine',
  },
  'bad-config': {
    service: 'cart',
    version: '1.9.0',
    kind: 'config',
    description: 'cart.ttl 30 m → 0',
  },
};

/** `GET /` tells what runs; `POST` and `DELETE /incidents/{name}` start and end an incident. */
export function createControlServer(options: {
  fleet: LiveFleet;
  incidents: Incidents;
  announcer: DeploymentAnnouncer;
  environment: string;
}): http.Server {
  const { fleet, incidents, announcer, environment } = options;
  return http.createServer((request, response) => {
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const wanted = /^\/incidents\/([\w-]+)$/.exec(request.url ?? '')?.[1];
    if (request.method === 'GET' && wanted === undefined) {
      send(200, {
        incidents: incidents.active(),
        instances: fleet.addresses(),
      });
      return;
    }
    const name = INCIDENTS.find(incident => incident === wanted);
    if (!name) {
      send(404, {
        error: `found ${wanted ?? request.url}, allowed ${INCIDENTS.join(
          ', ',
        )}`,
      });
      return;
    }
    if (request.method === 'DELETE') {
      incidents.end(name);
      send(200, { incidents: incidents.active() });
      return;
    }
    incidents.start(name);
    announcer
      .announce({
        environment,
        actor: 'yarn fleet incident',
        source: 'demo pipeline',
        ...CAUSES[name],
      })
      .then(
        () => send(200, { incidents: incidents.active() }),
        error =>
          send(502, { incidents: incidents.active(), error: String(error) }),
      );
  });
}
