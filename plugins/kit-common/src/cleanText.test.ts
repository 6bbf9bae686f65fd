import fc from 'fast-check';
import { cleanText, isStorable, noControlCharacters } from './cleanText';

describe('cleanText', () => {
  it.each([
    ['GET /a\nb', 'GET /a\nb'],
    ['a\0b', 'a\ufffdb'],
    ['half \ud83d', 'half \ufffd'],
    ['\ude00 half', '\ufffd half'],
    ['😀', '😀'],
  ])('makes %j storable', (text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  it('never halves a character', () => {
    expect(cleanText(`${'a'.repeat(199)}😀`, 200)).toBe('a'.repeat(199));
    expect(cleanText(`${'a'.repeat(198)}😀`, 200)).toHaveLength(200);
  });

  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['\ud7ff\ud7ff', 1, '\ud7ff'],
    ['\ue000\ue000', 1, '\ue000'],
    ['a\ud800\udc00', 2, 'a'],
    ['a\udbff\udfff', 2, 'a'],
    ['a\udbff\udfffb', 3, 'a\udbff\udfff'],
  ])('cuts %j after %i to %j', (text, max, expected) => {
    expect(cleanText(text, max)).toBe(expected);
  });

  it('keeps the bound, and what is clean as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 1, max: 20 }),
        (text, max) => {
          const cleaned = cleanText(text, max);
          expect(cleaned.length).toBeLessThanOrEqual(max);
          expect(Buffer.from(cleaned).toString()).toBe(cleaned);
          expect(cleaned).not.toContain('\0');
          expect(cleanText(cleaned, max)).toBe(cleaned);
        },
      ),
    );
  });
});

it.each([
  ['plain 😀', true, true],
  ['two\nlines', true, false],
  ['nul \0', false, false],
  ['half \ud83d', false, false],
])(
  'tells of %j whether it can be stored and be a name',
  (text, stored, named) => {
    expect(isStorable(text)).toBe(stored);
    expect(noControlCharacters(text)).toBe(named);
  },
);
