import fc from 'fast-check';
import { cleanText } from './cleanText';

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
