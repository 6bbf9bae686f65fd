import { parseEntityRef } from '@backstage/catalog-model';
import semver from 'semver';
import { z } from 'zod';

/** How far along its life a version is. @public */
export const VERSION_LIFECYCLES = [
  'experimental',
  'preview',
  'production',
  'deprecated',
  'retired',
] as const;

/** How sensitive a data set is. @public */
export const DATA_CLASSIFICATIONS = [
  'public',
  'internal',
  'confidential',
  'restricted',
] as const;

/** How a copy of a data set is kept up to date. @public */
export const COPY_CHANNELS = ['event', 'api', 'batch'] as const;

const entityRef = (kind: string) =>
  z.string().refine(isEntityRef, {
    message: `allowed: an entity reference such as ${kind}:default/name`,
  });

const sunsetDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'allowed: a date as YYYY-MM-DD')
  .refine(isCalendarDate, 'allowed: a date that exists in the calendar');

/** One line of `spec.versions`: what the team promises for a range of versions. @public */
export const declaredVersionSchema = z.strictObject({
  /** A semver range (`1.x`, `>=2.0 <3`) or an exact string. */
  version: z
    .union([z.string(), z.number().int().transform(String)], {
      // YAML reads 1.10 as 1.1: a digit that is lost must not become another version.
      error: 'allowed: text; in quotes where it looks like a number',
    })
    .pipe(z.string().trim().min(1, 'allowed: a semver range or a version')),
  contract: entityRef('api').optional(),
  lifecycle: z.enum(VERSION_LIFECYCLES).default('production'),
  sunset: sunsetDate.optional(),
  replacedBy: z.string().trim().min(1).optional(),
});

/** One line of `spec.data.owns`. @public */
export const ownedDataSetSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-zA-Z0-9]([-a-zA-Z0-9_.]{0,61}[a-zA-Z0-9])?$/,
      'allowed: 1 to 63 of letters, digits, - _ . as in metadata.name',
    ),
  store: entityRef('resource').optional(),
  /** Two services on one store and one schema are a shared database. */
  schema: z.string().min(1).optional(),
  classification: z.enum(DATA_CLASSIFICATIONS).optional(),
  description: z.string().optional(),
});

/** One line of `spec.data.copies`. @public */
export const copiedDataSetSchema = z.strictObject({
  dataset: z.string().min(1),
  from: entityRef('component'),
  via: z.enum(COPY_CHANNELS),
});

/** `spec.versions` and `spec.data` of a service. @public */
export const registrationSchema = z.object({
  versions: z
    .array(declaredVersionSchema)
    .superRefine(refuseRepeatedAndUnknown)
    .default([]),
  data: z
    .strictObject({
      owns: z.array(ownedDataSetSchema).superRefine(refuseRepeated).default([]),
      copies: z.array(copiedDataSetSchema).default([]),
    })
    .default({ owns: [], copies: [] }),
});

/** @public */
export type DeclaredVersion = z.infer<typeof declaredVersionSchema>;
/** @public */
export type OwnedDataSet = z.infer<typeof ownedDataSetSchema>;
/** @public */
export type CopiedDataSet = z.infer<typeof copiedDataSetSchema>;
/** @public */
export type ServiceRegistration = z.infer<typeof registrationSchema>;

function isEntityRef(value: string): boolean {
  try {
    parseEntityRef(value, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    });
    return true;
  } catch {
    return false;
  }
}

function isCalendarDate(value: string): boolean {
  const time = Date.parse(`${value}T00:00:00Z`);
  return (
    Number.isFinite(time) && new Date(time).toISOString().slice(0, 10) === value
  );
}

function refuseRepeatedAndUnknown(
  versions: DeclaredVersion[],
  context: z.RefinementCtx,
) {
  const ranges = versions.map(v => v.version);
  for (const [index, declared] of versions.entries()) {
    if (ranges.indexOf(declared.version) !== index) {
      context.addIssue({
        code: 'custom',
        path: [index, 'version'],
        message: 'allowed: each range once; this one is already declared above',
      });
    }
    const { replacedBy } = declared;
    if (replacedBy && !ranges.includes(replacedBy)) {
      context.addIssue({
        code: 'custom',
        path: [index, 'replacedBy'],
        message: `allowed: one of the declared ranges: ${ranges.join(', ')}`,
      });
    }
    if (
      looksLikeRange(declared.version) &&
      !semver.validRange(declared.version)
    ) {
      context.addIssue({
        code: 'custom',
        path: [index, 'version'],
        message:
          'allowed: a semver range such as 1.x or ">=2.0 <3", or an exact version',
      });
    }
  }
}

function looksLikeRange(version: string): boolean {
  return /[<>^~|*]/.test(version);
}

function refuseRepeated(owned: OwnedDataSet[], context: z.RefinementCtx) {
  const names = owned.map(o => o.name.toLocaleLowerCase('en-US'));
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) {
      context.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: 'allowed: each data set once per service',
      });
    }
  }
}
