import { PageMain } from '@sextant/plugin-kit-react';
import {
  useApi,
  useRouteRef,
  useRouteRefParams,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { Alert, Header, Link } from '@backstage/ui';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useLocation } from 'react-router-dom';
import { unregisteredSubject } from '../../model/serviceSubject';
import { observeRouteRef } from '../../routes';
import { ObserveView } from './ObserveView';

/**
 * The one view of a service that is only known from its telemetry. One that is registered, by now or for
 * long, has it on its own page.
 */
export function ObservePage() {
  const { namespace, name } = useRouteRefParams(observeRouteRef);
  const { search } = useLocation();
  const catalog = useApi(catalogApiRef);
  const entityHref = useRouteRef(entityRouteRef);
  const { data: isRegistered } = useQuery({
    queryKey: ['catalog', 'component', namespace, name],
    queryFn: async () =>
      (await catalog.getEntityByRef({ kind: 'component', namespace, name })) !==
      undefined,
  });
  if (isRegistered && entityHref) {
    const page = entityHref({ kind: 'component', namespace, name });
    return <Navigate replace to={`${page}/observe${search}`} />;
  }
  return (
    <>
      <Header
        title={name}
        tags={
          isRegistered === false
            ? [{ label: 'seen in telemetry, not registered' }]
            : []
        }
      />
      <PageMain>
        {isRegistered === false ? (
          <Alert
            status="info"
            icon
            mb="3"
            title="Not registered"
            description={
              <>
                It reports telemetry under this name, but no catalog-info.yaml
                registers it.{' '}
                <Link href={`/?register=${encodeURIComponent(name)}`}>
                  Start its registration
                </Link>
              </>
            }
          />
        ) : null}
        <ObserveView subject={unregisteredSubject(namespace, name)} />
      </PageMain>
    </>
  );
}
