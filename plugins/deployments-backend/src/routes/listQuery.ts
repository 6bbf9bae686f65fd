import { z } from 'zod';

/** What a page of the ledger is asked by. */
export const listQuery = z.object({
  service: z.string().max(200).optional(),
  environment: z.string().max(100).optional(),
  version: z.string().max(200).optional(),
  kind: z.string().max(30).optional(),
  status: z.string().max(30).optional(),
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(400).optional(),
});
