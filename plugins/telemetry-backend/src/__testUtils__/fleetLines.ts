import { Server } from 'node:http';
import request from 'supertest';

/** The fleet as backend plugins ask for it: what stands on each line. */
export async function fleetLines(
  server: Server,
  url: string,
  authorization: string,
): Promise<{ head: { data: object }; services: unknown[] }> {
  const { body } = await request(server)
    .get(url)
    .set('authorization', authorization)
    .set('accept', 'application/x-ndjson')
    .parse((response, done) => {
      const text: string[] = [];
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => text.push(chunk));
      response.on('end', () => done(null, text.join('').trim().split('\n')));
    })
    .expect(200);
  const [head, ...services] = body.map((line: string) => JSON.parse(line));
  return { head, services: services.flat() };
}
