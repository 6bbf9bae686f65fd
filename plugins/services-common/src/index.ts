/**
 * Names, annotations, version ranges and entity types of a registered service.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './dataSetEntity';
export * from './declaredVersionFor';
export * from './fleet';
export * from './isService';
export * from './parseRegistration';
export * from './registrationSchema';
export * from './relations';
export * from './servicesEndpoints';
