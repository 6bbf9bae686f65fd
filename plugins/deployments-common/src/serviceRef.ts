/** What the catalog takes as a name or namespace. Source: Backstage, "Descriptor format", `metadata.name`. */
const SERVICE =
  /^(?:component:)?(?:([a-z0-9](?:[-_.a-z0-9]{0,61}[a-z0-9])?)\/)?([a-z0-9](?:[-_.a-z0-9]{0,61}[a-z0-9])?)$/;

/**
 * The full entity reference of a service named by a reference or a bare name, in lower case, as the
 * catalog compares them. Undefined for what can be no component's.
 *
 * @public
 */
export function readServiceRef(service: string): string | undefined {
  const [, namespace = 'default', name] =
    SERVICE.exec(service.trim().toLocaleLowerCase('en-US')) ?? [];
  return name && `component:${namespace}/${name}`;
}
