import { useApi } from '@backstage/frontend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useQuery } from '@tanstack/react-query';

/** The document of an API entity, as text. */
export function useContract(ref: string | undefined) {
  const catalog = useApi(catalogApiRef);
  return useQuery({
    queryKey: ['contracts', 'document', ref],
    enabled: ref !== undefined,
    queryFn: async () => {
      const entity = ref ? await catalog.getEntityByRef(ref) : undefined;
      if (!entity) {
        throw new NotFoundError(`The catalog has no ${ref}`);
      }
      return {
        type: String(entity.spec?.type ?? ''),
        title: entity.metadata.title ?? entity.metadata.name,
        definition:
          typeof entity.spec?.definition === 'string'
            ? entity.spec.definition
            : '',
      };
    },
  });
}
