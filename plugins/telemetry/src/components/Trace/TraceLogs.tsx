import { Logs } from '@sextant/plugin-telemetry-common';
import { Panel, Result, versionColour } from '@sextant/plugin-kit-react';
import { LogRow } from '../shared/LogRow';

/** The log lines of a trace, oldest first. */
export function TraceLogs({ result }: { result: Result<Logs> }) {
  return (
    <Panel
      title="Logs"
      subtitle="of this trace, oldest first"
      result={result}
      height={200}
    >
      {({ items }) => (
        <>
          {items.map(line => (
            <LogRow
              key={line.id}
              line={line}
              colour={versionColour(line.version)}
              withVersion
            />
          ))}
        </>
      )}
    </Panel>
  );
}
