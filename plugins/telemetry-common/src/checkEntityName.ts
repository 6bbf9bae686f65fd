import { InputError } from '@backstage/errors';

/**
 * What the catalog takes as a name or namespace. Source: Backstage, "Descriptor format", `metadata.name`.
 *
 * @public
 */
export const ENTITY_NAME = /^[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/**
 * Refuses what can be no entity's: in an address of the catalog it could mean another one.
 *
 * @throws InputError with the field, what was found and what is allowed.
 * @public
 */
export function checkEntityName(key: {
  namespace: string;
  name: string;
}): void {
  for (const field of ['namespace', 'name'] as const) {
    if (!ENTITY_NAME.test(key[field])) {
      throw new InputError(
        `${field}: found ${JSON.stringify(
          key[field].slice(0, 80),
        )}, allowed 1 to 63 letters, digits and - _ .`,
      );
    }
  }
}
