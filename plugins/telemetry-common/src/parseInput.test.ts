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

  it('repeats no more of what was sent than helps', () => {
    const wrong = { name: 'x'.repeat(10_000) };
    expect(() => parseInput(schema, wrong)).toThrow(/^name: found "x{119}…/);
  });
});
