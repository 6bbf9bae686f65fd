import fc from 'fast-check';
import { inOrder, readPosition, withoutOldest } from './linePages';
import { readLine } from './readLine';

const lineAt = (time: number, line: string) =>
  readLine(
    { timeUnixNano: String(time), line, stream: {}, metadata: {} },
    'app',
  );

it('puts pages together to the whole list, whatever comes at one time', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.tuple(fc.nat(4), fc.constantFrom('a', 'b', 'c', 'd', 'e')),
        { selector: ([time, text]) => `${time} ${text}` },
      ),
      fc.integer({ min: 1, max: 4 }),
      (meant, size) => {
        const all = meant.map(([time, text]) => lineAt(time + 1, text));
        const whole = inOrder(all, undefined);
        const times = whole.map(row => row.timeUnixNano);
        expect([...times].sort((a, b) => Number(b - a))).toEqual(times);
        const shuffled = inOrder([...all].reverse(), undefined);
        expect(shuffled).toEqual(whole);
        const pages: typeof whole = [];
        for (let after; pages.length < whole.length; ) {
          const behind = readPosition(after);
          const rest = inOrder(
            all.filter(
              ({ row }) =>
                behind === undefined || row.timeUnixNano <= behind.timeUnixNano,
            ),
            behind,
          );
          const page = rest.slice(0, size);
          pages.push(...page);
          after = page[page.length - 1].position;
        }
        expect(pages).toEqual(whole);
      },
    ),
  );
});

it('leaves out all lines of the oldest time, and no others', () => {
  const lines = [
    lineAt(5, 'a'),
    lineAt(3, 'b'),
    lineAt(4, 'c'),
    lineAt(3, 'd'),
  ];
  expect(withoutOldest(lines).map(({ row }) => row.body)).toEqual(['a', 'c']);
  expect(withoutOldest([])).toEqual([]);
});

it('reads its own positions, and refuses others', () => {
  expect(readPosition(undefined)).toBeUndefined();
  expect(readPosition('17.3')).toEqual({ timeUnixNano: 17n, taken: 3 });
  for (const wrong of ['x', '17', '17.', '17.3.4', 'a17.3']) {
    expect(() => readPosition(wrong)).toThrow(
      `cursor: found "${wrong}", allowed`,
    );
  }
  expect(() => readPosition('9'.repeat(100))).toThrow(
    `found "${'9'.repeat(40)}"`,
  );
});
