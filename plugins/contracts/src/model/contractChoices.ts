import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { readRegistration } from '@sextant/plugin-services-common';

/** A contract that can be chosen, with the versions it is promised for. */
export interface ContractChoice {
  /** Of the API entity. */
  ref: string;
  /** Declared ranges; empty for an API that no version names. */
  versions: Array<{ range: string; lifecycle: string; sunset?: string }>;
}

/** Contracts of a service: those of its versions in order, then other APIs it provides. */
export function contractChoices(entity: Entity): ContractChoice[] {
  const choices = new Map<string, ContractChoice>();
  const full = (ref: string) =>
    stringifyEntityRef(
      parseEntityRef(ref, {
        defaultKind: 'api',
        defaultNamespace: entity.metadata.namespace ?? 'default',
      }),
    );
  for (const declared of readRegistration(entity).registration.versions) {
    if (declared.contract) {
      const ref = full(declared.contract);
      const choice = choices.get(ref) ?? { ref, versions: [] };
      choice.versions.push({
        range: declared.version,
        lifecycle: declared.lifecycle,
        sunset: declared.sunset,
      });
      choices.set(ref, choice);
    }
  }
  for (const relation of entity.relations ?? []) {
    if (relation.type === 'providesApi' && !choices.has(relation.targetRef)) {
      choices.set(relation.targetRef, {
        ref: relation.targetRef,
        versions: [],
      });
    }
  }
  return [...choices.values()];
}

/** The contract to show first: of the newest version in production, else the first. */
export function preferredChoice(
  choices: readonly ContractChoice[],
): ContractChoice | undefined {
  return (
    [...choices]
      .reverse()
      .find(choice =>
        choice.versions.some(({ lifecycle }) => lifecycle === 'production'),
      ) ?? choices[0]
  );
}
