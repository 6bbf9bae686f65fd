import { once } from 'node:events';
import { Server } from 'node:net';

/**
 * Lets a server listen and tells on which port.
 *
 * @param port - 0 lets the system choose.
 * @throws The system's error where the port is taken or not allowed.
 */
export async function listen(
  server: Server,
  port: number,
  host: string,
): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}
