import { catalogEntityPermissionResourceRef } from '@backstage/plugin-catalog-node/alpha';
import {
  createConditionFactory,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';

const RESTRICTED = 'restricted';
const withData = z.object({
  data: z.object({
    owns: z.array(z.object({ classification: z.string().optional() })),
  }),
});

/** True for a component one of whose data sets (`spec.data.owns`) is classified as restricted. */
export const ownsRestrictedData = createPermissionRule({
  name: 'OWNS_RESTRICTED_DATA',
  description: 'Allow entities that own restricted data',
  resourceRef: catalogEntityPermissionResourceRef,
  apply: ({ spec }) =>
    withData
      .safeParse(spec)
      .data?.data.owns.some(
        ({ classification }) => classification === RESTRICTED,
      ) ?? false,
  // The catalog's search looks into lists.
  toQuery: () => ({
    key: 'spec.data.owns.classification',
    values: [RESTRICTED],
  }),
});

/** The rule as a condition of a decision. */
export const restrictedDataCondition =
  createConditionFactory(ownsRestrictedData);
