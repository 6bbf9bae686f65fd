import * as fc from 'fast-check';
import Long from 'long';
import protobuf from 'protobufjs';
import { SpanBlock } from '../ingest/spanBlock';
import { OTLP_DESCRIPTOR } from './descriptor';
import { OtlpCodec, Signal } from './OtlpCodec';
import { OtlpReceiver } from './OtlpReceiver';

const NOW = 1_795_254_000_000;
const codec = new OtlpCodec();
const receiver = () => new OtlpReceiver(codec, 86_400_000, () => NOW);
const root = protobuf.Root.fromJSON(OTLP_DESCRIPTOR);

function protobufTraces(): Buffer {
  const type = root.lookupType('TracesRequest');
  return Buffer.from(
    type
      .encode(
        type.fromObject({
          resourceSpans: [
            {
              resource: {
                attributes: [
                  { key: 'service.name', value: { stringValue: 'pricing' } },
                  { key: 'app.version', value: { stringValue: '2.0.0' } },
                  {
                    key: 'deployment.environment',
                    value: { stringValue: 'production' },
                  },
                ],
              },
              scopeSpans: [
                {
                  scope: { name: 'fastify' },
                  spans: [
                    {
                      traceId: Buffer.from(
                        '0af7651916cd43dd8448eb211c80319c',
                        'hex',
                      ),
                      spanId: Buffer.from('b7ad6b7169203331', 'hex'),
                      name: 'POST /v2/quotes',
                      kind: 2,
                      startTimeUnixNano: Long.fromString(
                        '1795253999000000001',
                        true,
                      ),
                      endTimeUnixNano: Long.fromString(
                        '1795253999012345678',
                        true,
                      ),
                      attributes: [
                        {
                          key: 'big',
                          value: {
                            intValue: Long.fromString('9007199254740993'),
                          },
                        },
                        {
                          key: 'list',
                          value: {
                            arrayValue: {
                              values: [{ intValue: 1 }, { boolValue: true }],
                            },
                          },
                        },
                        {
                          key: 'raw',
                          value: { bytesValue: Buffer.from('hi') },
                        },
                      ],
                      events: [
                        {
                          name: 'retry',
                          timeUnixNano: Long.fromString(
                            '1795253999000000009',
                            true,
                          ),
                        },
                      ],
                      status: { code: 2, message: 'lock timeout' },
                    },
                  ],
                },
              ],
            },
          ],
        }),
      )
      .finish(),
  );
}

describe('OtlpReceiver', () => {
  it('reads protobuf without losing a nanosecond or a digit', async () => {
    const { batch, rejected } = await receiver().receive(
      'traces',
      'protobuf',
      protobufTraces(),
    );
    expect(rejected).toBe(0);
    const [request] = batch.spans?.requests ?? [];
    expect(request).toMatchObject({
      service: 'pricing',
      version: '2.0.0',
      environment: 'production',
      operation: 'POST /v2/quotes',
      durationUs: 12_345,
      error: true,
      kind: 2,
    });
    expect(batch.presence[0].rung).toBe('app.version');
    const block = SpanBlock.open(batch.spans?.blocks[0].data);
    expect(block?.spansOf('0af7651916cd43dd8448eb211c80319c')).toEqual([
      expect.objectContaining({
        spanId: 'b7ad6b7169203331',
        startUnixNano: 1795253999000000001n,
        endUnixNano: 1795253999012345678n,
        statusMessage: 'lock timeout',
        scope: 'fastify',
        attributes: { big: '9007199254740993', list: '[1,true]', raw: 'aGk=' },
        events: [
          { name: 'retry', timeUnixNano: 1795253999000000009n, attributes: {} },
        ],
      }),
    ]);
    expect(block?.spansOf('ffffffffffffffffffffffffffffffff')).toEqual([]);
  });

  it('reads the same from JSON, with ids in hex and numbers as text', async () => {
    const type = root.lookupType('TracesRequest');
    const object = type.toObject(type.decode(protobufTraces()), {
      longs: String,
      bytes: String,
    });
    const text = JSON.stringify(object)
      .replace(
        Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex').toString(
          'base64',
        ),
        '0AF7651916CD43DD8448EB211C80319C',
      )
      .replace(
        Buffer.from('b7ad6b7169203331', 'hex').toString('base64'),
        'b7ad6b7169203331',
      );
    const json = await receiver().receive('traces', 'json', Buffer.from(text));
    const binary = await receiver().receive(
      'traces',
      'protobuf',
      protobufTraces(),
    );
    expect(json.batch.spans?.requests).toEqual(binary.batch.spans?.requests);
  });

  it('refuses what ends in a future that no clock shows, and keeps what is beside it', async () => {
    const nowNano = BigInt(NOW) * 1_000_000n;
    const span = (spanId: string, endTimeUnixNano: string) => ({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId,
      kind: 2,
      name: 'GET /',
      startTimeUnixNano: String(nowNano),
      endTimeUnixNano,
    });
    const { batch, rejected, note } = await receiver().receive(
      'traces',
      'json',
      Buffer.from(
        JSON.stringify({
          resourceSpans: [
            {
              scopeSpans: [
                {
                  spans: [
                    span('b7ad6b7169203331', '18446744073709551615'),
                    span('b7ad6b7169203332', String(nowNano + 1_000n)),
                  ],
                },
              ],
            },
          ],
        }),
      ),
    );
    expect(rejected).toBe(1);
    expect(note).toContain('endTimeUnixNano');
    expect(batch.spans?.requests.map(({ spanId }) => spanId)).toEqual([
      'b7ad6b7169203332',
    ]);
    expect(batch.presence[0].lastUs).toBeLessThan((NOW + 1_000) * 1000);
  });

  it('keeps an attribute of any name', async () => {
    const body = {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  traceId: '0af7651916cd43dd8448eb211c80319c',
                  spanId: 'b7ad6b7169203331',
                  startTimeUnixNano: `${NOW}000000`,
                  endTimeUnixNano: `${NOW}000000`,
                  attributes: ['__proto__', 'constructor', 'plain'].map(
                    key => ({ key, value: { stringValue: key } }),
                  ),
                },
              ],
            },
          ],
        },
      ],
    };
    const { batch } = await receiver().receive(
      'traces',
      'json',
      Buffer.from(JSON.stringify(body)),
    );
    const [span] =
      SpanBlock.open(batch.spans?.blocks[0].data)?.spansOf(
        '0af7651916cd43dd8448eb211c80319c',
      ) ?? [];
    expect(Object.entries(span.attributes).sort()).toEqual([
      ['__proto__', '__proto__'],
      ['constructor', 'constructor'],
      ['plain', 'plain'],
    ]);
  });

  it('names a batch by its bytes and signal', async () => {
    const bytes = Buffer.from('{}');
    const hash = async (signal: Signal) =>
      (await receiver().receive(signal, 'json', bytes)).batch.hash;
    expect(await hash('logs')).toBe(await hash('logs'));
    expect(await hash('logs')).not.toBe(await hash('metrics'));
  });

  it('never fails but with an input error, whatever bytes come', async () => {
    const survives = async (
      signal: Signal,
      encoding: 'json' | 'protobuf',
      body: Buffer,
    ) => {
      try {
        await receiver().receive(signal, encoding, body);
        return true;
      } catch (error) {
        return error instanceof Error && error.name === 'InputError';
      }
    };
    const signals = fc.constantFrom<Signal>('traces', 'metrics', 'logs');
    await fc.assert(
      fc.asyncProperty(
        signals,
        fc.uint8Array({ maxLength: 200 }),
        (signal, bytes) => survives(signal, 'protobuf', Buffer.from(bytes)),
      ),
      { numRuns: 500 },
    );
    const shapes = fc.record({
      resourceSpans: fc.jsonValue(),
      resourceLogs: fc.jsonValue(),
      resourceMetrics: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(signals, shapes, (signal, value) =>
        survives(signal, 'json', Buffer.from(JSON.stringify(value))),
      ),
      { numRuns: 500 },
    );
    const damaged = protobufTraces();
    await fc.assert(
      fc.asyncProperty(fc.nat(damaged.length - 1), fc.nat(255), (at, byte) => {
        const copy = Buffer.from(damaged);
        copy[at] = byte;
        return survives('traces', 'protobuf', copy);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a small body that would be a large message, wherever its parts are', async () => {
    const varint = (value: number): number[] =>
      value < 128 ? [value] : [(value % 128) + 128, ...varint(value >>> 7)];
    const held = (field: number, content: Buffer) =>
      Buffer.concat([
        Buffer.from([...varint(field * 8 + 2), ...varint(content.length)]),
        content,
      ]);
    const empties = (field: number) =>
      Buffer.alloc(4_000_000, Buffer.from([field * 8 + 2, 0]));
    // Resources, scopes, spans, a span's attributes, events and links, and an attribute's values.
    const inSpan = (content: Buffer) => held(1, held(2, held(2, content)));
    const bodies = [
      empties(1),
      held(1, empties(2)),
      held(1, held(2, empties(2))),
      ...[9, 11, 13].map(field => inSpan(empties(field))),
      inSpan(held(9, held(2, held(5, empties(1))))),
    ];
    for (const body of bodies) {
      await expect(
        receiver().receive('traces', 'protobuf', body),
      ).rejects.toMatchObject({ name: 'TooManyItemsError' });
    }
  });

  it('writes answers in both encodings', () => {
    expect(
      codec.encodeSuccess('traces', 'protobuf', 0, undefined),
    ).toHaveLength(0);
    const partial = root
      .lookupType('LogsResponse')
      .decode(codec.encodeSuccess('logs', 'protobuf', 3, 'too old'));
    expect(partial.toJSON()).toEqual({
      partialSuccess: { rejectedLogRecords: '3', errorMessage: 'too old' },
    });
    const status = root
      .lookupType('RpcStatus')
      .decode(codec.encodeError('protobuf', 8, 'slow down'));
    expect(status.toJSON()).toEqual({ code: 8, message: 'slow down' });
  });
});
