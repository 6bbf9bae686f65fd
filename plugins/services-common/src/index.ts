/**
 * Names, annotations, version ranges and entity types of a registered service.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './dataSetEntity';
export * from './fleet';
export * from './isService';
export * from './parseRegistration';
export * from './registrationSchema';
export * from './relations';
export * from './servicesEndpoints';
export * from './versions/compareVersions';
export * from './versions/coversVersion';
export * from './versions/declaredVersionFor';
export * from './versions/readVersion';
export * from './versions/versionAliases';
export * from './versions/versionsBefore';
export * from './versions/versionHistory';
export * from './versions/versionLine';
export * from './versions/versionReport';
