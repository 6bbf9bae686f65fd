import { CompactTrace } from '@sextant/plugin-telemetry-common';

/**
 * Spans that contain a text in operation, service, version, status message or attributes, whatever
 * its case. Looks through the dictionary of values once and then compares numbers only.
 */
export function searchTrace(trace: CompactTrace, text: string): number[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) {
    return [];
  }
  const contains = (value: unknown) =>
    String(value).toLowerCase().includes(wanted);
  const values = new Uint8Array(trace.values.length);
  for (const [index, value] of trace.values.entries()) {
    values[index] = contains(value) ? 1 : 0;
  }
  const resources = trace.resources.map(
    ({ service, version, instance, attributes }) =>
      contains(service) ||
      contains(version ?? '') ||
      contains(instance ?? '') ||
      attributes.some(index => values[index] === 1),
  );
  const messages = new Set(
    trace.messages
      .filter(([, value]) => values[value] === 1)
      .map(([span]) => span),
  );
  const { name, resource, attributes, attributeOffset, id } = trace.spans;
  const found: number[] = [];
  for (let span = 0; span < id.length; span += 1) {
    let matches =
      values[name[span]] === 1 ||
      resources[resource[span]] ||
      messages.has(span) ||
      id[span].startsWith(wanted);
    for (
      let at = attributeOffset[span];
      !matches && at < attributeOffset[span + 1];
      at += 1
    ) {
      matches = values[attributes[at]] === 1;
    }
    if (matches) {
      found.push(span);
    }
  }
  return found;
}
