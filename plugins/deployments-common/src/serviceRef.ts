/**
 * The full entity reference of a service named by a reference or a bare name, in lower case, as the
 * catalog compares them.
 *
 * @public
 */
export function toServiceRef(service: string): string {
  const match = /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(service.trim());
  const [, kind = 'component', namespace = 'default', name = service] =
    match ?? [];
  return `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US');
}
