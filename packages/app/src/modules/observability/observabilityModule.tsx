import {
  AppRootElementBlueprint,
  configApiRef,
  createFrontendModule,
  useApi,
} from '@backstage/frontend-plugin-api';
import { useEffect } from 'react';
import { startFaro } from './startFaro';

let started: Promise<void> | undefined;

/** Starts the portal's own observation once; shows nothing. */
function Observation() {
  const config = useApi(configApiRef);
  useEffect(() => {
    started ??= startFaro(config);
  }, [config]);
  return null;
}

const observation = AppRootElementBlueprint.make({
  name: 'observation',
  params: { element: <Observation /> },
});

export const observabilityModule = createFrontendModule({
  pluginId: 'app',
  extensions: [observation],
});
