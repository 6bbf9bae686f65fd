import { useRouteRefParams } from '@backstage/frontend-plugin-api';
import { Alert, Container, Header, Link } from '@backstage/ui';
import { unregisteredSubject } from '../../model/serviceSubject';
import { observeRouteRef } from '../../routes';
import { ObserveView } from './ObserveView';

/** The one view of a service that is only known from its telemetry. */
export function ObservePage() {
  const { namespace, name } = useRouteRefParams(observeRouteRef);
  return (
    <>
      <Header
        title={name}
        tags={[{ label: 'seen in telemetry, not registered' }]}
      />
      <Container>
        <Alert
          status="info"
          icon
          mb="3"
          title="Nobody owns this service yet"
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
        <ObserveView subject={unregisteredSubject(namespace, name)} />
      </Container>
    </>
  );
}
