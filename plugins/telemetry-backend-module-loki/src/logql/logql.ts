/** Text in double quotes, as LogQL reads it. */
export function quote(text: string): string {
  return `"${text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')}"`;
}

/** Text that matches itself in a regular expression of RE2. */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Streams of some services; of none where none are named. */
export function selector(label: string, services: readonly string[]): string {
  // No service is called so: an empty list must not widen.
  const names = services.length > 0 ? services : ['\u2205'];
  return names.length === 1
    ? `{${label}=${quote(names[0])}}`
    : `{${label}=~${quote(names.map(literal).join('|'))}}`;
}

/** Streams of every service: Loki wants one matcher that does not match the empty text. */
export function everyService(label: string): string {
  return `{${label}=~".+"}`;
}

/** Of one trace, whether the id has its leading zeros or not: by label, and by what the line says. */
export function traceStages(traceId: string): string[] {
  const bare = traceId.replace(/^0+/, '');
  const pattern = quote(`0*${literal(bare)}`);
  return [
    `| ${['trace_id', 'traceID', 'traceId', 'traceid']
      .map(label => `${label}=~${pattern}`)
      .join(' or ')}`,
    `|= ${quote(bare)}`,
  ];
}
