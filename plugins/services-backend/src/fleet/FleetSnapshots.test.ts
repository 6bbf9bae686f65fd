import { mockServices } from '@backstage/backend-test-utils';
import { FleetAnswer } from '@sextant/plugin-telemetry-common';
import { FleetSnapshots } from './FleetSnapshots';

const QUESTION = { from: 'now-1h', to: 'now' };

/** A telemetry plugin that answers when it is told to; each answer has another environment. */
function setUp() {
  let nowMs = 1_795_254_000_000;
  const answers: Array<{
    resolve: () => void;
    reject: (error: Error) => void;
  }> = [];
  const fleet = () =>
    new Promise<FleetAnswer>((resolve, reject) => {
      const nth = answers.length + 1;
      answers.push({
        resolve: () =>
          resolve({
            state: 'ok',
            data: { services: [], environments: [`answer ${nth}`] },
            provenance: [],
            missing: [],
          }),
        reject,
      });
    });
  const unused = async (): Promise<never> => {
    throw new Error('not asked for');
  };
  const snapshots = new FleetSnapshots(
    // Only what all registered services are is asked for.
    Object.assign(Object.create(null), { all: async () => [] }),
    { fleet, versions: unused },
    Object.assign(Object.create(null), {
      latest: async () => [],
      list: async () => ({ items: [] }),
    }),
    mockServices.auth(),
    mockServices.logger.mock(),
    () => nowMs,
  );
  const turn = () => new Promise(resolve => setTimeout(resolve, 5));
  return {
    answers,
    snapshots,
    turn,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** Asks, lets telemetry answer, and gives what is shown. */
    async seen() {
      const shown = snapshots.get(QUESTION);
      await turn();
      answers[answers.length - 1].resolve();
      return (await shown).environment;
    },
  };
}

describe('snapshots of the fleet', () => {
  it('are asked for once by any number of readers, and again after three seconds', async () => {
    const { snapshots, answers, seen, pass, turn } = setUp();
    const readers = [snapshots.get(QUESTION), snapshots.get(QUESTION)];
    await turn();
    expect(answers).toHaveLength(1);
    answers[0].resolve();
    const [one, other] = await Promise.all(readers);
    expect(one).toBe(other);
    pass(2_999);
    expect((await snapshots.get(QUESTION)).environment).toBe('answer 1');
    expect(answers).toHaveLength(1);
    pass(1);
    expect(await seen()).toBe('answer 2');
  });

  it('show the last while the next takes long, but none that is old', async () => {
    const { snapshots, answers, seen, pass, turn } = setUp();
    expect(await seen()).toBe('answer 1');
    pass(10_000);
    expect((await snapshots.get(QUESTION)).environment).toBe('answer 1');
    answers[1].reject(new Error('too slow'));
    await turn();
    pass(31_000);
    const shown = snapshots.get(QUESTION);
    await turn();
    expect(answers).toHaveLength(3);
    answers[2].resolve();
    expect((await shown).environment).toBe('answer 3');
  });

  it('say what is missing where telemetry does not answer', async () => {
    const { snapshots, answers, turn } = setUp();
    const shown = snapshots.get(QUESTION);
    await turn();
    answers[0].reject(new Error('down'));
    expect(await shown).toMatchObject({
      knowsTelemetry: false,
      missing: ['Telemetry: down'],
    });
  });

  it('are of one question each', async () => {
    const { snapshots, answers, turn } = setUp();
    const all = [
      snapshots.get(QUESTION),
      snapshots.get({ ...QUESTION, environment: 'staging' }),
    ];
    await turn();
    expect(answers).toHaveLength(2);
    answers.forEach(({ resolve }) => resolve());
    expect((await Promise.all(all)).map(shot => shot.environment)).toEqual([
      'answer 1',
      'staging',
    ]);
  });
});
