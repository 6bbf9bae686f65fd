import type { Entity } from '@backstage/catalog-model';

/** The OpenTelemetry `service.name` of a component, when it is not `metadata.name`. @public */
export const ANNOTATION_SERVICE_NAME = 'opentelemetry.io/service-name';

/** Set by Jaeger users long before this portal; honoured as the second choice. @public */
export const ANNOTATION_JAEGER_SERVICE = 'jaegertracing.io/service';

/** Annotations that name a component in telemetry, the first that is set counts. @public */
export const TELEMETRY_NAME_ANNOTATIONS: readonly string[] = [
  ANNOTATION_SERVICE_NAME,
  ANNOTATION_JAEGER_SERVICE,
];

/** Marks an entity that was derived from an inline declaration; the value is the declaring entity's ref. @public */
export const ANNOTATION_DECLARED_BY = 'sextant.io/declared-by';

/**
 * The name under which a service reports telemetry (`service.name`).
 *
 * The first of: `opentelemetry.io/service-name`, `jaegertracing.io/service`, `metadata.name`.
 *
 * @public
 */
export function telemetryNameOf(entity: Entity): string {
  const annotations = entity.metadata.annotations ?? {};
  const named = TELEMETRY_NAME_ANNOTATIONS.map(annotation =>
    annotations[annotation]?.trim(),
  );
  return named.find(Boolean) ?? entity.metadata.name;
}
