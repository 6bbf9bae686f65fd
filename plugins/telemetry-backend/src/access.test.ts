import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Server } from 'node:http';
import request from 'supertest';
import {
  logsRequest,
  metricsRequest,
  newSpanId,
  newTraceId,
  tracesRequest,
} from './__testUtils__/otlp';
import { Asked, PRICING, send, startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** In everything by which a service is known, and in everything that it says. */
const NAME = 'zzhidden';
const CONTENT = 'qqsecret';
const STRANGER = 'zzstranger';
const HIDDEN_REF = `component:default/${NAME}`;

const HIDDEN = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: NAME, namespace: 'default' },
  spec: { type: 'service' },
};

/** A trace from the hidden service through pricing into a stranger and back, with lines of all three. */
async function fill(server: Server) {
  const traceId = newTraceId();
  const [root, own, callee, back] = Array.from({ length: 4 }, newSpanId);
  const now = Date.now() - 10_000;
  const ofHidden = {
    name: `GET /${NAME}`,
    failed: true,
    status: 500,
    statusMessage: `${CONTENT} status`,
    attributes: { [`${CONTENT}.key`]: `${CONTENT}-value`, sku: '4711' },
  };
  const batches: Array<[string, object]> = [
    [
      'traces',
      tracesRequest(NAME, `1.0.0-${NAME}`, [
        { traceId, spanId: root, startMs: now, durationMs: 900, ...ofHidden },
      ]),
    ],
    [
      'traces',
      tracesRequest('pricing', '2.0.0', [
        {
          traceId,
          spanId: own,
          parentSpanId: root,
          startMs: now + 10,
          durationMs: 800,
        },
        {
          traceId,
          spanId: callee,
          parentSpanId: own,
          kind: 3,
          startMs: now + 20,
          durationMs: 700,
        },
      ]),
    ],
    [
      'traces',
      tracesRequest(NAME, `1.0.0-${NAME}`, [
        {
          traceId,
          spanId: back,
          parentSpanId: callee,
          startMs: now + 30,
          durationMs: 600,
          ...ofHidden,
        },
      ]),
    ],
    [
      'traces',
      tracesRequest(STRANGER, `1.0.0-${STRANGER}`, [
        {
          traceId,
          parentSpanId: callee,
          startMs: now + 40,
          durationMs: 500,
          name: `GET /${STRANGER}`,
        },
      ]),
    ],
    ...[NAME, STRANGER].map((service): [string, object] => [
      'logs',
      logsRequest(service, `1.0.0-${service}`, [
        { timeMs: now + 50, body: `${CONTENT} of ${service}`, traceId },
      ]),
    ]),
    [
      'logs',
      logsRequest('pricing', '2.0.0', [
        { timeMs: now + 60, body: 'a price', traceId },
      ]),
    ],
    [
      'metrics',
      metricsRequest(NAME, `1.0.0-${NAME}`, [
        { name: 'process.memory.usage', timeMs: now, value: 7_777_777 },
      ]),
    ],
  ];
  for (const [signal, body] of batches) {
    await send(server, signal, body).expect(200);
  }
  return traceId;
}

const API = '/api/telemetry/v1';
const SERVICE_PANELS = [
  'versions',
  'metrics',
  'metrics?groupBy=route',
  'traces',
  'traces?order=notable',
  'traces?order=slowest',
  'traces?limit=1',
  'logs',
  'logs/volume',
  'logs/patterns',
  'alerts',
  'doctor',
  'operations',
  'calls',
];
const routesWith = (traceId: string) => [
  ...SERVICE_PANELS.map(panel => `${PRICING}/${panel}`),
  ...SERVICE_PANELS.map(panel => `${API}/services/default/${NAME}/${panel}`),
  ...SERVICE_PANELS.map(
    panel => `${API}/services/default/${STRANGER}/${panel}`,
  ),
  `${PRICING}/logs?traceId=${traceId}`,
  `${PRICING}/logs?q=${CONTENT}`,
  `${API}/traces`,
  `${API}/traces?limit=1`,
  `${API}/traces?order=slowest`,
  `${API}/traces?status=error`,
  `${API}/traces?service=${NAME}`,
  `${API}/traces/${traceId}`,
  `${API}/traces/${traceId}/logs`,
  `${API}/dependencies`,
];

/** Everything but one permission on the hidden service, and one that is nobody's. */
const denying =
  (permission: string) =>
  (asked: Asked): AuthorizeResult.ALLOW | AuthorizeResult.DENY =>
    asked.permission === permission &&
    (asked.resourceRef === undefined || asked.resourceRef === HIDDEN_REF)
      ? AuthorizeResult.DENY
      : AuthorizeResult.ALLOW;

/** Answers as the routes give them; what was asked for may stand in a refusal. */
async function sweep(server: Server, routes: readonly string[]) {
  const answers: Array<{ route: string; status: number; text: string }> = [];
  for (const route of routes) {
    const { status, text } = await request(server).get(route);
    answers.push({ route, status, text: status === 200 ? text : '' });
  }
  return answers;
}

describe('what a reader may not see', () => {
  it.each(['catalog.entity.read', 'telemetry.service.read'])(
    'is in no answer where %s is denied',
    async permission => {
      const server = await startPortal(await databases.init('SQLITE_3'), {
        permission: denying(permission),
        entities: [HIDDEN],
      });
      const traceId = await fill(server);
      const answers = await sweep(server, routesWith(traceId));
      const says = (word: string) =>
        answers
          .filter(({ text }) => text.includes(word))
          .map(({ route }) => route);
      expect(says(NAME)).toEqual([]);
      // Strangers may be seen here, with what they say.
      expect(
        says(CONTENT).filter(
          route => !route.includes(STRANGER) && !route.includes(traceId),
        ),
      ).toEqual([]);
      expect(says(`${CONTENT}-value`)).toEqual([]);
      expect(says(`${CONTENT} of ${NAME}`)).toEqual([]);
      expect(says('7777777')).toEqual([]);
      // The sweep found what there is to see.
      expect(says('a price').length).toBeGreaterThan(1);
      expect(says(STRANGER).length).toBeGreaterThan(1);
    },
  );

  it('keeps what requests and lines say to who may read it, and shows the figures', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'), {
      permission: denying('telemetry.service.content.read'),
      entities: [HIDDEN],
    });
    const traceId = await fill(server);
    const answers = await sweep(server, routesWith(traceId));
    const says = (word: string) =>
      answers
        .filter(({ text }) => text.includes(word))
        .map(({ route }) => route);
    for (const word of [
      `${CONTENT}-value`,
      `${CONTENT}.key`,
      `${CONTENT} status`,
      `${CONTENT} of ${NAME}`,
    ]) {
      expect(says(word)).toEqual([]);
    }
    expect(says(`1.0.0-${NAME}`)).toContain(
      `${API}/services/default/${NAME}/versions`,
    );
  });

  it('shows what nobody registered only to those who may see such', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'), {
      permission: denying('telemetry.unregistered.read'),
    });
    const traceId = await fill(server);
    const answers = await sweep(server, routesWith(traceId));
    expect(
      answers
        .filter(({ text }) => /zzstranger|zzhidden|qqsecret/.test(text))
        .map(({ route }) => route),
    ).toEqual([]);
  });

  it('answers the same for a hidden service and for one that is not there', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'), {
      permission: denying('catalog.entity.read'),
      entities: [HIDDEN],
    });
    await fill(server);
    for (const panel of [...SERVICE_PANELS, 'logs/tail']) {
      const of = async (name: string) => {
        const { status, body } = await request(server).get(
          `${API}/services/default/${name}/${panel}`,
        );
        return {
          status,
          name: body.error?.name,
          message: body.error?.message.replaceAll(name, '…'),
        };
      };
      const hidden = await of(NAME);
      expect(hidden).toEqual(await of('not-there'));
      expect(hidden.status).toBe(404);
    }
  });

  it('cannot be found out by filters', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'), {
      permission: denying('telemetry.service.content.read'),
      entities: [HIDDEN],
    });
    await fill(server);
    const found = async (route: string) => {
      const { body } = await request(server).get(route).expect(200);
      return body.data.items.length;
    };
    const held = encodeURIComponent(`${CONTENT}.key=${CONTENT}-value`);
    for (const base of [`${PRICING}/traces`, `${API}/traces`]) {
      expect(await found(`${base}?attribute=${held}`)).toBe(0);
      expect(await found(`${base}?attribute=sku=4711`)).toBe(0);
      expect(await found(`${base}?status=ok`)).toBeGreaterThan(0);
    }
  });

  it('is not in a cursor', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'), {
      permission: denying('catalog.entity.read'),
      entities: [HIDDEN],
    });
    for (let trace = 0; trace < 3; trace += 1) {
      await fill(server);
    }
    const { body } = await request(server)
      .get(`${API}/traces?limit=1`)
      .expect(200);
    const clear = Buffer.from(body.data.nextCursor, 'base64url').toString(
      'latin1',
    );
    expect(clear).not.toMatch(/\d{10}|embedded|[0-9a-f]{16}/);
  });

  it('is told to plugins in one piece only with the permission for it', async () => {
    const server = await startPortal(await databases.init('SQLITE_3'), {
      permission: denying('telemetry.fleet.read'),
    });
    const asked = () => request(server).get(`${API}/fleet`);
    await asked().expect(403);
    await asked()
      .set('authorization', mockCredentials.service.header())
      .expect(403);
  });
});
