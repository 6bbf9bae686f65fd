import { FLEET_SORTS } from '@sextant/plugin-services-common';
import { z } from 'zod';

const range = {
  environment: z.string().max(100).optional(),
  from: z.string().max(40).default('now-1h'),
  to: z.string().max(40).default('now'),
};
const paging = {
  q: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(20).optional(),
};

export const fleetQuery = z.object({
  ...range,
  ...paging,
  owner: z.string().max(200).optional(),
  system: z.string().max(200).optional(),
  lifecycle: z.string().max(100).optional(),
  attention: z
    .enum(['true', 'false'])
    .default('false')
    .transform(value => value === 'true'),
  sort: z.enum(FLEET_SORTS).default('worst'),
});
export const serviceQuery = z.object(range);
export const dataSetsQuery = z.object(paging);
