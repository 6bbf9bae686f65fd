import { useApi } from '@backstage/frontend-plugin-api';
import { EndpointInput } from '@sextant/plugin-kit-common';
import { usePlainAnswer } from '@sextant/plugin-kit-react';
import { ServicesEndpoints } from '@sextant/plugin-services-common';
import { servicesApiRef } from '../api/servicesApiRef';

/** A page of data sets. */
export function useDataSets(
  query: EndpointInput<ServicesEndpoints['dataSets']>,
) {
  const client = useApi(servicesApiRef);
  return usePlainAnswer(client.question('dataSets', query));
}
