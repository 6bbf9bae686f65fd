import { useEntity, useEntityRefLink } from '@backstage/plugin-catalog-react';
import { useScopeHref } from '@sextant/plugin-kit-react';
import { subjectOfEntity } from '../../model/serviceSubject';
import { ObserveView } from './ObserveView';

/** The one view, as a tab of the service page. */
export function ObserveTab() {
  const { entity } = useEntity();
  const base = useEntityRefLink()(entity);
  const scopeHref = useScopeHref();
  return (
    <ObserveView
      subject={subjectOfEntity(entity)}
      hrefOf={tab => scopeHref(`${base}/${tab}`)}
    />
  );
}
