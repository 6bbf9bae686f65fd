import { z } from 'zod';
import { parseInput } from './parseInput';

const schema = z.strictObject({
  name: z.string().min(2).max(5).optional(),
  kind: z.enum(['a', 'b']).optional(),
  limit: z.coerce.number().int().min(1).max(9).optional(),
  many: z.union([z.string(), z.array(z.string()).max(2)]).optional(),
  even: z
    .number()
    .refine(value => value % 2 === 0, 'allowed even numbers')
    .optional(),
  list: z.array(z.string()).min(1).max(2).optional(),
  deep: z.object({ inner: z.number() }).optional(),
  odd: z
    .number()
    .refine(() => false, 'Allowed: what is not allowed otherwise')
    .optional(),
});

describe('parseInput', () => {
  it.each([
    [{ name: 7 }, 'name: found 7, allowed string'],
    [{ name: 'x' }, 'name: found "x", allowed at least 2 characters'],
    [{ name: 'xxxxxx' }, 'name: found "xxxxxx", allowed at most 5 characters'],
    [{ kind: 'c' }, 'kind: found "c", allowed a, b'],
    [{ limit: '10' }, 'limit: found "10", allowed at most 9'],
    [{ limit: 'many' }, 'limit: found "many", allowed number'],
    [{ even: 3 }, 'even: found 3, allowed even numbers'],
    [{ colour: 1 }, 'input: found {"colour":1}, allowed none of "colour"'],
    [{ many: [1] }, 'many: found [1], allowed string'],
    [{ colour: 1, size: 2 }, 'allowed none of "colour", "size"'],
    [
      { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 },
      /allowed none of "a", "b", "c", "d", "e"$/,
    ],
    [{ many: 5 }, 'many: found 5, allowed string, or array'],
    [{ list: [] }, /list: found \[\], allowed at least 1 of them$/],
    [{ list: ['a', 'b', 'c'] }, /allowed at most 2 of them$/],
    [{ limit: '10' }, /allowed at most 9$/],
    [{ deep: { inner: 'x' } }, 'deep.inner: found "x", allowed number'],
    [{ deep: {} }, 'deep.inner: found nothing, allowed number'],
    [{ deep: null }, 'deep: found null, allowed object'],
    [{ odd: 1 }, 'odd: found 1, allowed what is not allowed otherwise'],
    ['text', 'input: found "text", allowed object'],
    [
      { name: 7, kind: 'c' },
      'name: found 7, allowed string; kind: found "c", allowed a, b',
    ],
  ])(
    'refuses %j with the field, what was found and what is allowed',
    (input, text) => {
      expect(() => parseInput(schema, input)).toThrow(text);
    },
  );

  it('gives what it read', () => {
    expect(parseInput(schema, { limit: '7' })).toEqual({ limit: 7 });
  });

  it('quotes as much as is allowed to be quoted', () => {
    expect(() => parseInput(schema, { kind: 'x'.repeat(118) })).toThrow(
      `found "${'x'.repeat(118)}",`,
    );
  });

  it('repeats no more of what was sent than helps', () => {
    const wrong = { name: 'x'.repeat(10_000) };
    expect(() => parseInput(schema, wrong)).toThrow(/^name: found "x{119}…/);
  });
});
