import { LogLine } from '@sextant/plugin-telemetry-common';

/** Lines as a file of JSON lines, as the browser saves it. */
export function downloadLines(service: string, lines: readonly LogLine[]) {
  const url = URL.createObjectURL(
    new Blob([lines.map(line => `${JSON.stringify(line)}\n`).join('')], {
      type: 'application/x-ndjson',
    }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = `${service}-logs.ndjson`;
  link.click();
  URL.revokeObjectURL(url);
}
