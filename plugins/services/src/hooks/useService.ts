import { useApi } from '@backstage/frontend-plugin-api';
import { EndpointInput } from '@sextant/plugin-kit-common';
import { usePlainAnswer } from '@sextant/plugin-kit-react';
import { ServicesEndpoints } from '@sextant/plugin-services-common';
import { servicesApiRef } from '../api/servicesApiRef';

/** Registration and live versions of one service. */
export function useService(query: EndpointInput<ServicesEndpoints['service']>) {
  const client = useApi(servicesApiRef);
  return usePlainAnswer(client.question('service', query), {
    everyMs: 15_000,
    missingOf: ({ missing }) => missing,
  });
}
