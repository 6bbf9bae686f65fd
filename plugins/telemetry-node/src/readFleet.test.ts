import fc from 'fast-check';
import { readFleet } from './readFleet';

const entry = (service: string) => ({
  service,
  environment: 'production',
  versions: [],
  requests: 1,
  rate: 1,
  errorRatio: 0,
  p95: null,
  recent: { requests: 0, errorRatio: null },
  errorRatioTrend: [],
  p95Trend: [],
  alertsFiring: null,
  entityRef: `component:default/${service}`,
  registered: true,
});
const head = {
  state: 'ok',
  data: { services: [], environments: ['production'] },
  provenance: [],
  missing: [],
};

/** A response that comes in pieces of any size. */
function responseOf(text: string, pieces: readonly number[]): Response {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const size of [...pieces, bytes.length]) {
          controller.enqueue(bytes.slice(at, at + size));
          at += size;
        }
        controller.close();
      },
    }),
  );
}

it('is the same however its bytes and its lines were cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom('pricing', 'über', '価格'))),
      fc.array(fc.nat(40)),
      async (lines, pieces) => {
        const text = [head, ...lines.map(names => names.map(entry))]
          .map(line => `${JSON.stringify(line)}\n`)
          .join('');
        const { data } = await readFleet(responseOf(text, pieces));
        expect(data.environments).toEqual(['production']);
        expect(data.services.map(({ service }) => service)).toEqual(
          lines.flat(),
        );
      },
    ),
  );
});

it.each([
  ['nothing', ''],
  ['half a line', `${JSON.stringify(head)}\n[{"service":`],
  ['what is no service', `${JSON.stringify(head)}\n[{"service":1}]\n`],
])('refuses %s', async (_what, text) => {
  await expect(readFleet(responseOf(text, []))).rejects.toThrow(/./);
});
