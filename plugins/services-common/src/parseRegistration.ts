import type { Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { registrationSchema, ServiceRegistration } from './registrationSchema';

/** One thing that is wrong in a document. @public */
export interface RegistrationProblem {
  /** Path from the document's root, as in YAML: `spec.versions[0].sunset`. */
  path: string;
  /** What stands there, shortened to 80 characters. */
  found: string;
  /** What may stand there. */
  allowed: string;
}

/**
 * Reads what a service promises from `spec.versions` and `spec.data`.
 *
 * @throws InputError that lists path, found and allowed of every problem.
 * @public
 */
export function parseRegistration(entity: Entity): ServiceRegistration {
  const result = readRegistration(entity);
  if (result.problems.length > 0) {
    throw new InputError(result.problems.map(formatProblem).join('; '));
  }
  return result.registration;
}

/**
 * Like {@link parseRegistration}, but lists the problems; what cannot be read is empty then.
 *
 * @public
 */
export function readRegistration(entity: Entity): {
  registration: ServiceRegistration;
  problems: RegistrationProblem[];
} {
  const spec = {
    versions: entity.spec?.versions,
    data: entity.spec?.data,
  };
  const parsed = registrationSchema.safeParse(spec);
  if (parsed.success) {
    return { registration: parsed.data, problems: [] };
  }
  return {
    registration: { versions: [], data: { owns: [], copies: [] } },
    problems: parsed.error.issues.map(issue => ({
      path: formatPath(['spec', ...issue.path]),
      found: formatFound(valueAt(spec, issue.path)),
      allowed: allowedBy(issue),
    })),
  };
}

/** The one sentence shown to the author of a bad document. @public */
export function formatProblem(problem: RegistrationProblem): string {
  return `${problem.path}: found ${problem.found}, allowed ${problem.allowed}`;
}

type Issue = NonNullable<
  ReturnType<typeof registrationSchema.safeParse>['error']
>['issues'][number];

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'invalid_type':
      return `a value of type ${issue.expected}`;
    case 'unrecognized_keys':
      return `only known fields (not ${issue.keys.join(', ')})`;
    default:
      return issue.message.replace(/^allowed: /, '');
  }
}

function formatPath(path: ReadonlyArray<PropertyKey>): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') {
        return `[${part}]`;
      }
      return index === 0 ? String(part) : `.${String(part)}`;
    })
    .join('');
}

function valueAt(root: unknown, path: ReadonlyArray<PropertyKey>): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? Reflect.get(value, key)
        : undefined,
    root,
  );
}

function formatFound(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
