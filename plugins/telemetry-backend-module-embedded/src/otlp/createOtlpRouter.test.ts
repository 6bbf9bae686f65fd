import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import request from 'supertest';
import { BatchWriter, IngestQueue } from '../ingest/IngestQueue';
import { createOtlpRouter } from './createOtlpRouter';
import { OtlpCodec } from './OtlpCodec';
import { OtlpReceiver } from './OtlpReceiver';

function receiverOver(write: BatchWriter, maxQueueBytes: number) {
  const codec = new OtlpCodec();
  return express().use(
    createOtlpRouter({
      access: 'open',
      maxBodyBytes: 100_000,
      codec,
      receiver: new OtlpReceiver(codec, 86_400_000),
      queue: new IngestQueue({
        write,
        maxBytes: maxQueueBytes,
        isAboutTheData: () => false,
      }),
      httpAuth: mockServices.httpAuth(),
      permissions: mockServices.permissions(),
      logger: mockServices.logger.mock(),
    }),
  );
}

const spans = (name: string) => ({
  resourceSpans: [
    {
      resource: {
        attributes: [
          { key: 'service.name', value: { stringValue: 'pricing' } },
        ],
      },
      scopeSpans: [
        {
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              name,
              kind: 2,
              startTimeUnixNano: `${Date.now()}000000`,
              endTimeUnixNano: `${Date.now()}000000`,
            },
          ],
        },
      ],
    },
  ],
});

describe('the OTLP receiver under pressure', () => {
  it('answers 429 with Retry-After when its queue is full, and takes more when it has drained', async () => {
    let written: () => void = () => {};
    const disk = new Promise<void>(resolve => {
      written = resolve;
    });
    const app = receiverOver(() => disk, 500);
    const send = (name: string) =>
      request(app).post('/otlp/v1/traces').send(spans(name));

    const first = send('first').then(response => response.status);
    let refused = await send('second');
    while (refused.status !== 429) {
      refused = await send('second');
    }
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.body.message).toMatch(/\d+ bytes are waiting, allowed 500/);

    written();
    expect(await first).toBe(200);
    await send('third').expect(200);
  });

  it('answers 503 with Retry-After when the disk refuses, so that senders keep what they have', async () => {
    const app = receiverOver(async () => {
      throw new Error('database or disk is full');
    }, 10_000);
    const response = await request(app)
      .post('/otlp/v1/traces')
      .send(spans('lost'))
      .expect(503);
    expect(response.headers['retry-after']).toBe('1');
  });
});
