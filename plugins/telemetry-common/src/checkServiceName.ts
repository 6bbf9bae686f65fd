import { InputError } from '@backstage/errors';

/**
 * What the catalog takes as a name or namespace. Source: Backstage, "Descriptor format", `metadata.name`.
 *
 * @public
 */
export const ENTITY_NAME = /^[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;
const MAX_NAME = 200;
const CONTROL = /\p{Cc}/u;

/**
 * True for what may be an entity's name. A service may be called otherwise (`unknown_service:java`,
 * `shop/orders`): then no entity is, and the catalog must not be asked by it.
 *
 * @public
 */
export function isEntityName(text: string): boolean {
  return ENTITY_NAME.test(text);
}

/**
 * Refuses what can be no service's name.
 *
 * @throws InputError with the field, what was found and what is allowed.
 * @public
 */
export function checkServiceName(key: {
  namespace: string;
  name: string;
}): void {
  if (!isEntityName(key.namespace)) {
    throw new InputError(
      `namespace: found ${quoted(
        key.namespace,
      )}, allowed 1 to 63 letters, digits and - _ .`,
    );
  }
  const { name } = key;
  if (
    name === '' ||
    name === '.' ||
    name === '..' ||
    name.length > MAX_NAME ||
    CONTROL.test(name)
  ) {
    throw new InputError(
      `name: found ${quoted(
        name,
      )}, allowed 1 to ${MAX_NAME} characters of one line`,
    );
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
