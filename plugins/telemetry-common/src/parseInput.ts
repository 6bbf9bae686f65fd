import { InputError } from '@backstage/errors';
import { z } from 'zod';

/**
 * Parses a query string or body.
 *
 * @throws InputError that names each field with what was found and what is allowed.
 * @public
 */
export function parseInput<T extends z.ZodType>(
  schema: T,
  input: unknown,
): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) {
    return result.data;
  }
  throw new InputError(
    result.error.issues
      .map(issue => {
        const found = issue.path.reduce<unknown>(
          (value, key) =>
            typeof value === 'object' && value !== null
              ? Reflect.get(value, key)
              : undefined,
          input,
        );
        return `${issue.path.join('.') || 'input'}: found ${quoted(
          found,
        )}, ${issue.message.toLowerCase()}`;
      })
      .join('; '),
  );
}

const MAX_QUOTE = 120;

/** What was found, never more of it than helps. */
function quoted(found: unknown): string {
  const text = JSON.stringify(found) ?? 'nothing';
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text;
}
