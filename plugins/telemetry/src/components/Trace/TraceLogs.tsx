import { Logs } from '@sextant/plugin-telemetry-common';
import {
  Panel,
  PanelQuery,
  versionColour,
} from '@sextant/plugin-telemetry-react';
import { LogRow } from '../shared/LogRow';

/** The log lines of a trace, oldest first. */
export function TraceLogs({ query }: { query: PanelQuery<Logs> }) {
  return (
    <Panel
      title="Logs"
      subtitle="of this trace, oldest first"
      query={query}
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
