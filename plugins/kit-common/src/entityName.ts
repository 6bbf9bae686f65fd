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

/** True for what may be a service's name in telemetry and in a path. @public */
export function isServiceName(text: string): boolean {
  return (
    text !== '' &&
    text !== '.' &&
    text !== '..' &&
    text.length <= MAX_NAME &&
    !CONTROL.test(text)
  );
}
