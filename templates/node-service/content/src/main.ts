import { createApp } from './createApp.js';
import { identity } from './identity.js';
import { log } from './log.js';
import { flushTelemetry } from './telemetry.js';

const app = createApp();
const port = Number(process.env.PORT ?? ${{ values.port }});
await app.listen({ port, host: process.env.HOST ?? '0.0.0.0' });
log('info', `${identity.name} ${identity.version} listens on ${port}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close();
    await flushTelemetry();
    process.exit(0);
  });
}
