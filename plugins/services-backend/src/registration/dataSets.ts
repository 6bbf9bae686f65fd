import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { DataSet } from '@sextant/plugin-services-common';
import { RegisteredService } from './CatalogServices';

/** Stands for a service that may not be named. */
const HIDDEN = '(not allowed)';
const SOMEBODY = 'another service';

/**
 * Every data set that some service owns, with its copies and what is wrong with it.
 *
 * @param isSeen - Which services a reader may know of; all when left out.
 * @param isNamed - Which are named where they are not the data set's own.
 */
export function dataSets(
  services: readonly RegisteredService[],
  isSeen: (entityRef: string) => boolean = () => true,
  isNamed = isSeen,
): DataSet[] {
  const named = (entityRef: string, instead: string) =>
    isNamed(entityRef) ? entityRef : instead;
  const copies = copiesByDataSet(services);
  const owners = ownersByName(services);
  const tenants = tenantsByStore(services);
  return services
    .filter(({ entityRef }) => isSeen(entityRef))
    .flatMap(service =>
      service.registration.data.owns.map((owned): DataSet => {
        const entityRef = refOf('resource', service.namespace, owned.name);
        const rivals = (owners.get(entityRef) ?? []).filter(
          ref => ref !== service.entityRef,
        );
        const neighbours = (
          tenants.get(storeKey(service, owned) ?? '') ?? []
        ).filter(ref => ref !== service.entityRef);
        return {
          entityRef,
          name: owned.name,
          systemOfRecord: service.entityRef,
          owner: service.owner,
          store: owned.store,
          schema: owned.schema,
          classification: owned.classification,
          copies: (copies.get(entityRef) ?? []).map(copy => ({
            ...copy,
            service: named(copy.service, HIDDEN),
          })),
          violations: [
            ...rivals.map(
              rival =>
                `${named(
                  rival,
                  SOMEBODY,
                )} also claims to be the system of record`,
            ),
            ...[...new Set(neighbours)].map(
              neighbour =>
                `shared database: ${named(
                  neighbour,
                  SOMEBODY,
                )} keeps data in the same store and schema (${owned.store}, ${
                  owned.schema
                })`,
            ),
          ],
        };
      }),
    )
    .sort(
      (a, b) =>
        a.name.localeCompare(b.name) || a.entityRef.localeCompare(b.entityRef),
    );
}

function copiesByDataSet(services: readonly RegisteredService[]) {
  const copies = new Map<string, DataSet['copies']>();
  for (const service of services) {
    for (const { dataset, from, via } of service.registration.data.copies) {
      const owner = parseEntityRef(from, {
        defaultKind: 'component',
        defaultNamespace: service.namespace,
      });
      const ref = refOf('resource', owner.namespace, dataset);
      copies.set(ref, [
        ...(copies.get(ref) ?? []),
        { service: service.entityRef, via },
      ]);
    }
  }
  return copies;
}

function ownersByName(services: readonly RegisteredService[]) {
  const owners = new Map<string, string[]>();
  for (const service of services) {
    for (const { name } of service.registration.data.owns) {
      const ref = refOf('resource', service.namespace, name);
      owners.set(ref, [...(owners.get(ref) ?? []), service.entityRef]);
    }
  }
  return owners;
}

function tenantsByStore(services: readonly RegisteredService[]) {
  const tenants = new Map<string, string[]>();
  for (const service of services) {
    for (const owned of service.registration.data.owns) {
      const key = storeKey(service, owned);
      if (key) {
        tenants.set(key, [...(tenants.get(key) ?? []), service.entityRef]);
      }
    }
  }
  return tenants;
}

/** Store and schema; a store without a schema is not compared, it may be many databases. */
function storeKey(
  service: RegisteredService,
  owned: { store?: string; schema?: string },
): string | undefined {
  if (!owned.store || !owned.schema) {
    return undefined;
  }
  const store = parseEntityRef(owned.store, {
    defaultKind: 'resource',
    defaultNamespace: service.namespace,
  });
  return `${stringifyEntityRef(store)} ${owned.schema}`;
}

function refOf(kind: string, namespace: string, name: string): string {
  return stringifyEntityRef({ kind, namespace, name });
}
