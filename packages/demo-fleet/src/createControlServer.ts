import http from 'node:http';
import { DeploymentAnnouncer } from './DeploymentAnnouncer';
import { incidentChange } from './incidentChanges';
import { INCIDENTS } from './runtime/Behaviour';
import { Incidents } from './runtime/Incidents';
import { LiveFleet } from './runtime/LiveFleet';

/** `GET /` tells what runs; `POST` and `DELETE /incidents/{name}` start and end an incident. */
export function createControlServer(options: {
  fleet: LiveFleet;
  incidents: Incidents;
  announcer: DeploymentAnnouncer;
}): http.Server {
  const { fleet, incidents, announcer } = options;
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
    const ends = request.method === 'DELETE';
    if (ends && !incidents.end(name)) {
      send(200, { incidents: incidents.active() });
      return;
    }
    if (!ends) {
      incidents.start(name);
    }
    announcer.announce(incidentChange(name, ends ? 'recovery' : 'cause')).then(
      () => send(200, { incidents: incidents.active() }),
      error =>
        send(502, { incidents: incidents.active(), error: String(error) }),
    );
  });
}
