import { boxAround, sampleText } from './scatterPoints';

const SCATTER = {
  fromMs: 0,
  toMs: 500_000,
  domain: [0.001, 10] as const,
  // A plot of 500 by 100 pixels.
  width: 558,
  height: 136,
};

describe('a box on a scatter', () => {
  it('is around times and durations, from whichever corner it is dragged', () => {
    const [start, end] = [
      { x: 48 + 100, y: 6 + 25 },
      { x: 48 + 200, y: 6 + 75 },
    ];
    for (const box of [
      boxAround(start, end, SCATTER),
      boxAround(end, start, SCATTER),
    ]) {
      expect(box).toEqual({
        fromMs: 100_000,
        toMs: 200_000,
        minSeconds: expect.closeTo(0.01),
        maxSeconds: expect.closeTo(1),
      });
    }
  });

  it('ends where the scatter ends', () => {
    expect(boxAround({ x: 0, y: 0 }, { x: 558, y: 136 }, SCATTER)).toEqual({
      fromMs: 0,
      toMs: 500_000,
      minSeconds: expect.closeTo(0.001),
      maxSeconds: expect.closeTo(10),
    });
  });

  it('is none where it is a click', () => {
    expect(
      boxAround({ x: 100, y: 50 }, { x: 103, y: 52 }, SCATTER),
    ).toBeUndefined();
  });
});

it.each([
  [
    69,
    650,
    'notable',
    '69 of 650 requests: failed ones first, then the slowest, then a sample of the others.',
  ],
  [100, 8453, 'newest', 'The newest 100 of 8,453 requests.'],
  [649, 650, 'notable', undefined],
  [0, 650, 'notable', undefined],
  [69, undefined, 'notable', undefined],
] as const)('%j of %j in order %s reads %s', (shown, total, order, text) => {
  expect(sampleText(shown, total, order)).toBe(text);
});
