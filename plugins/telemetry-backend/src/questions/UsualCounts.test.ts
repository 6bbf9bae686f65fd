import { UsualCounts } from './UsualCounts';

const HOUR = 3_600_000;
const AT = 1_800_000_000_000;

describe('UsualCounts', () => {
  it('counts a day once for all who ask within ten minutes', async () => {
    const ask = jest.fn(async () => []);
    const usual = new UsualCounts(ask);
    await Promise.all([usual.before(AT), usual.before(AT + 599_999)]);
    expect(await usual.before(AT + 1)).toEqual([]);
    expect(ask.mock.calls).toEqual([[{ fromMs: AT - 24 * HOUR, toMs: AT }]]);
    await usual.before(AT + 600_000);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('asks again for what failed, and says meanwhile that it does not know', async () => {
    let fails = true;
    const usual = new UsualCounts(async () => {
      if (fails) {
        throw new Error('down');
      }
      return [];
    });
    expect(await usual.before(AT)).toBeUndefined();
    fails = false;
    expect(await usual.before(AT)).toEqual([]);
  });

  it('lets nobody wait for long, and has it for the next', async () => {
    let settle: (rows: []) => void = () => {};
    const usual = new UsualCounts(
      () =>
        new Promise(resolve => {
          settle = resolve;
        }),
    );
    expect(await usual.before(AT)).toBeUndefined();
    settle([]);
    expect(await usual.before(AT)).toEqual([]);
  });
});
