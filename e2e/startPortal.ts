import { startDemo } from './startDemo';

/** The portal and the demo fleet of all journeys, with nothing but empty data. */
export default async function startPortal() {
  const demo = await startDemo({
    port: 3170,
    backendPort: 7107,
    fleetPort: 7200,
  });
  return demo.stop;
}
