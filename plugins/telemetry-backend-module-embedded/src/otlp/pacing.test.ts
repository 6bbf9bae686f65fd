import { OtlpCodec, Signal } from './OtlpCodec';
import { OtlpReceiver } from './OtlpReceiver';

const NOW = 1_795_254_000_000;
const receiver = () => new OtlpReceiver(new OtlpCodec(), 86_400_000, () => NOW);

const many = 20_000;
it.each<[Signal, object]>([
  [
    'traces',
    {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: Array.from({ length: many }, (_, at) => ({
                traceId: '0af7651916cd43dd8448eb211c80319c',
                spanId: (at + 1).toString(16).padStart(16, '0'),
                name: 'GET /',
                startTimeUnixNano: '1795253999000000001',
                endTimeUnixNano: '1795253999000000002',
              })),
            },
          ],
        },
      ],
    },
  ],
  [
    'logs',
    {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: Array.from({ length: many }, (_, at) => ({
                timeUnixNano: '1795253999000000001',
                body: { stringValue: `line ${at}` },
              })),
            },
          ],
        },
      ],
    },
  ],
  [
    'metrics',
    {
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'process.cpu.time',
                  sum: {
                    dataPoints: Array.from({ length: many }, (_, at) => ({
                      timeUnixNano: '1795253999000000001',
                      asDouble: at,
                      attributes: [
                        { key: 'core', value: { intValue: at % 8 } },
                      ],
                    })),
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  ],
])(
  'lets others have their turn while a large request of %s is read',
  async (signal, request) => {
    const body = Buffer.from(JSON.stringify(request));
    let turns = 0;
    let isReading = true;
    const count = () => {
      turns += 1;
      if (isReading) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    const { items } = await receiver().receive(signal, 'json', body);
    isReading = false;
    expect(items).toBe(many);
    expect(turns).toBeGreaterThan(5);
  },
);
