import type { Entity } from '@backstage/catalog-model';

/** Types of components that run nowhere. */
const NOT_RUNNING: readonly string[] = ['library', 'documentation', 'template'];

/** True for the catalog entities this product calls a service: `Component` of `spec.type: service`. @public */
export function isService(entity: Entity): boolean {
  return isComponent(entity) && typeOf(entity) === 'service';
}

/**
 * True for components that may send telemetry: teams write many types (`microservice`, `backend`,
 * `website`), and what runs has pages whatever it is called.
 *
 * @public
 */
export function mayRun(entity: Entity): boolean {
  return isComponent(entity) && !NOT_RUNNING.includes(typeOf(entity));
}

function isComponent(entity: Entity): boolean {
  return entity.kind.toLocaleLowerCase('en-US') === 'component';
}

function typeOf(entity: Entity): string {
  return String(entity.spec?.type ?? '').toLocaleLowerCase('en-US');
}
