/**
 * The catalog-info.yaml that registers a service seen in telemetry: a start for its team, with the
 * versions that run now declared by their major version.
 */
export function registrationYaml(service: {
  name: string;
  versions: readonly string[];
}): string {
  const majors = [
    ...new Set(
      service.versions.map(version => {
        const major = /^v?(\d+)\./.exec(version)?.[1];
        return major === undefined ? version : `${major}.x`;
      }),
    ),
  ];
  const name = service.name
    .toLocaleLowerCase('en-US')
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return [
    'apiVersion: backstage.io/v1alpha1',
    'kind: Component',
    'metadata:',
    `  name: ${name || 'my-service'}`,
    ...(name === service.name
      ? []
      : [
          '  annotations:',
          `    opentelemetry.io/service-name: ${JSON.stringify(service.name)}`,
        ]),
    'spec:',
    '  type: service',
    '  lifecycle: production',
    '  owner: group:default/my-team   # who answers when it fails',
    ...(majors.length > 0 ? ['  versions:'] : []),
    ...majors.flatMap(range => [
      `    - version: ${JSON.stringify(range)}`,
      '      lifecycle: production',
    ]),
    '',
  ].join('\n');
}
