import { readResume, TailPlace } from './TailPlace';

const frame = (lines: Array<[time: number, line: string]>, dropped?: number) =>
  JSON.stringify({
    streams: [
      {
        stream: { app: 'orders' },
        values: lines.map(([time, line]) => [String(time), line]),
      },
    ],
    dropped_entries: dropped && Array.from({ length: dropped }, () => ({})),
  });
const bodiesOf = (events: ReturnType<TailPlace['take']>) =>
  events.flatMap(({ rows }) => rows.map(({ body }) => body));

it('begins now where it goes on from nowhere', () => {
  const before = BigInt(Date.now()) * 1_000_000n;
  const { startNano } = new TailPlace(undefined);
  expect(startNano).toBeGreaterThanOrEqual(before);
  expect(startNano).toBeLessThanOrEqual(BigInt(Date.now()) * 1_000_000n);
});

it('shows lines in the order of their times, each once', () => {
  const place = new TailPlace(undefined);
  expect(
    bodiesOf(
      place.take(
        frame([
          [7, 'c'],
          [5, 'a'],
          [6, 'b'],
        ]),
        'app',
      ),
    ),
  ).toEqual(['a', 'b', 'c']);
  // Of the newest time it knows which lines it saw; older ones come late, and are shown.
  expect(
    bodiesOf(
      place.take(
        frame([
          [7, 'c'],
          [7, 'd'],
          [6, 'late'],
        ]),
        'app',
      ),
    ),
  ).toEqual(['late', 'd']);
  expect(place.startNano).toBe(7n);
  expect(
    place.take(
      frame([
        [7, 'c'],
        [7, 'd'],
      ]),
      'app',
    ),
  ).toEqual([]);
  expect(bodiesOf(place.take(frame([[8, 'e']]), 'app'))).toEqual(['e']);
  expect(bodiesOf(place.take(frame([[7, 'c']]), 'app'))).toEqual(['c']);
});

it('goes on behind what was seen', () => {
  const place = new TailPlace(undefined);
  const [{ resume }] = place.take(
    frame([
      [6, 'older'],
      [7, 'a'],
      [7, 'b'],
    ]),
    'app',
  );
  const again = new TailPlace(readResume(resume));
  expect(again.startNano).toBe(7n);
  expect(
    bodiesOf(
      again.take(
        frame([
          [7, 'a'],
          [7, 'b'],
          [7, 'c'],
        ]),
        'app',
      ),
    ),
  ).toEqual(['c']);
  expect(bodiesOf(again.take(frame([[5, 'late']]), 'app'))).toEqual(['late']);
  expect(again.startNano).toBe(7n);
});

it('says how many lines were left out, also where none came', () => {
  const place = new TailPlace(undefined);
  expect(place.take(frame([], 3), 'app')).toEqual([
    expect.objectContaining({ rows: [], dropped: 3 }),
  ]);
  expect(place.take(frame([]), 'app')).toEqual([]);
  expect(place.take('{}', 'app')).toEqual([]);
});

it('keeps a bound of what it says it saw', () => {
  const place = new TailPlace(undefined);
  const lines = Array.from({ length: 60 }, (_, at): [number, string] => [
    7,
    `line ${at}`,
  ]);
  const [{ resume }] = place.take(frame(lines), 'app');
  expect(readResume(resume)?.seen).toHaveLength(50);
});

it.each(['x', '7', 'x~a', '7~a b'])('refuses to go on from %j', resume => {
  expect(() => readResume(resume)).toThrow(
    `after: found "${resume}", allowed the id of an earlier event`,
  );
});

it('reads where it goes on from', () => {
  expect(readResume(undefined)).toBeUndefined();
  expect(readResume('7~')).toEqual({ timeUnixNano: 7n, seen: [] });
  expect(readResume('7~a,b-c')).toEqual({
    timeUnixNano: 7n,
    seen: ['a', 'b-c'],
  });
});
