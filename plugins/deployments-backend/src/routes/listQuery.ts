import { readServiceRef } from '@sextant/plugin-deployments-common';
import { noControlCharacters } from '@sextant/plugin-telemetry-common';
import { z } from 'zod';

const filter = (max: number) =>
  z
    .string()
    .max(max)
    .refine(noControlCharacters, 'allowed: text without control characters')
    // An empty filter of a form is none.
    .transform(value => value || undefined)
    .optional();

/** What a page of the ledger is asked by. */
export const listQuery = z.object({
  service: filter(200).refine(
    value => value === undefined || readServiceRef(value) !== undefined,
    'allowed: a name, namespace/name or component:namespace/name',
  ),
  environment: filter(100),
  version: filter(200),
  kind: filter(30),
  status: filter(30),
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(1_000).optional(),
});
