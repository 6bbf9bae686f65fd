/** Attribute values as they come in OpenTelemetry, arrays flattened to text. @public */
export type AttributeValue = string | number | boolean;

/** @public */
export type Attributes = Record<string, AttributeValue>;

/**
 * The HTTP status of a span, from the stable or the older semantic convention.
 *
 * Source: OpenTelemetry semantic conventions 1.23 (`http.response.status_code`) and before (`http.status_code`).
 *
 * @public
 */
export function httpStatusOf(attributes: Attributes): number | undefined {
  const value =
    attributes['http.response.status_code'] ?? attributes['http.status_code'];
  const status = Number(value);
  return Number.isInteger(status) && status >= 100 && status < 600
    ? status
    : undefined;
}
