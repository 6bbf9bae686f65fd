import { Link } from '@backstage/ui';
import { useServiceHref } from '../../hooks/useServiceHref';
import { scopeAround } from '../../model/scopeAround';
import { momentOf, TraceModel } from '../../model/traceModel';

/** From a service in a trace to its one view at that moment: its version, its environment. */
export function ServiceLink(props: {
  model: TraceModel;
  service: { service: string; version?: string; environment?: string };
  /** The name of the service where none is given. */
  children?: string;
}) {
  const { model, service, children = service.service } = props;
  const href = useServiceHref()?.(
    service.service,
    scopeAround(momentOf(model.trace), service),
  );
  return href ? (
    <Link href={href} title={`${service.service} at the time of this trace`}>
      {children}
    </Link>
  ) : (
    <>{children}</>
  );
}
