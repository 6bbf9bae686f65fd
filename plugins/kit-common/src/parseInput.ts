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
        )}, ${allowedBy(issue)}`;
      })
      .join('; '),
  );
}

/** What would have been taken. */
function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `allowed ${issue.expected}`;
    case 'invalid_value':
      return `allowed ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return `allowed at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return `allowed at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'unrecognized_keys':
      return `allowed none of ${issue.keys
        .slice(0, 5)
        .map(key => quoted(key))
        .join(', ')}`;
    case 'invalid_union':
      return `allowed ${[
        ...new Set(
          issue.errors
            .flat()
            .map(inner => allowedBy(inner).slice('allowed '.length))
            .filter(Boolean),
        ),
      ].join(', or ')}`;
    default: {
      const message = issue.message.replace(/^Allowed:? /i, '');
      return `allowed ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
    }
  }
}

function unitOf(origin: string): string {
  switch (origin) {
    case 'string':
      return ' characters';
    case 'array':
      return ' of them';
    default:
      return '';
  }
}

const MAX_QUOTE = 120;

/** What was found, never more of it than helps. */
function quoted(found: unknown): string {
  const text = JSON.stringify(found) ?? 'nothing';
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text;
}
