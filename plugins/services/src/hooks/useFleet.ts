import { useApi } from '@backstage/frontend-plugin-api';
import { EndpointInput } from '@sextant/plugin-kit-common';
import { usePlainAnswer } from '@sextant/plugin-kit-react';
import { ServicesEndpoints } from '@sextant/plugin-services-common';
import { servicesApiRef } from '../api/servicesApiRef';

const FLEET_INTERVAL_MS = 5_000;

/** A page of the fleet, asked for again every five seconds. */
export function useFleet(query: EndpointInput<ServicesEndpoints['fleet']>) {
  const client = useApi(servicesApiRef);
  return usePlainAnswer(client.question('fleet', query), {
    everyMs: FLEET_INTERVAL_MS,
    missingOf: ({ missing }) => missing,
  });
}
