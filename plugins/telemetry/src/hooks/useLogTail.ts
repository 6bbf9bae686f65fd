import { useApi } from '@backstage/frontend-plugin-api';
import { LogLine, tailEventSchema } from '@sextant/plugin-telemetry-common';
import { ScopeParams, scopeQuery } from '@sextant/plugin-kit-common';
import { reasonOf } from '@sextant/plugin-kit-react';
import { telemetryApiRef } from '@sextant/plugin-telemetry-react';
import { useEffect, useRef, useState } from 'react';
import { ServiceSubject } from '../model/serviceSubject';
import { LogFilters } from './useServiceQueries';
import { serverSentEvents } from '../model/serverSentEvents';

const KEPT_LINES = 1_000;
const RECONNECT_MS = 2_000;

/** What a live tail shows. */
export interface LogTail {
  /** Newest first. */
  lines: LogLine[];
  dropped: number;
  status: 'off' | 'connecting' | 'connected' | 'reconnecting';
  reason: string | undefined;
}

const OFF: LogTail = {
  lines: [],
  dropped: 0,
  status: 'off',
  reason: undefined,
};

/** Follows new lines while `on`; reconnects behind the last line it has seen. */
export function useLogTail(
  subject: ServiceSubject,
  scope: ScopeParams,
  filters: LogFilters,
  on: boolean,
): LogTail {
  const client = useApi(telemetryApiRef);
  const [tail, setTail] = useState<LogTail>(OFF);
  const key = JSON.stringify([
    subject.namespace,
    subject.name,
    scope.environment,
    scope.versions,
    filters,
  ]);
  const latest = useRef({ subject, scope, filters });
  latest.current = { subject, scope, filters };
  useEffect(() => {
    if (!on) {
      setTail(OFF);
      return undefined;
    }
    const stop = new AbortController();
    let after: string | undefined;
    const follow = async () => {
      const asked = latest.current;
      const { environment, version } = scopeQuery(asked.scope);
      const response = await client.open(
        'logTail',
        {
          namespace: asked.subject.namespace,
          name: asked.subject.name,
          environment,
          version,
          ...asked.filters,
          after,
        },
        { signal: stop.signal },
      );
      setTail(before => ({
        ...before,
        status: 'connected',
        reason: undefined,
      }));
      for await (const { id, data } of serverSentEvents(response)) {
        const event = tailEventSchema.parse(JSON.parse(data));
        after = id ?? after;
        const newest = [...event.items].reverse();
        setTail(before => ({
          ...before,
          lines: [...newest, ...before.lines].slice(0, KEPT_LINES),
          dropped: before.dropped + event.dropped,
          reason: event.problem,
        }));
      }
    };
    const run = async () => {
      setTail({ ...OFF, status: 'connecting' });
      while (!stop.signal.aborted) {
        const reason = await follow().then(
          () => 'the connection was closed',
          error => reasonOf(error),
        );
        if (!stop.signal.aborted) {
          setTail(before => ({ ...before, status: 'reconnecting', reason }));
          await new Promise(resolve => setTimeout(resolve, RECONNECT_MS));
        }
      }
    };
    run();
    return () => stop.abort();
  }, [client, key, on]);
  return tail;
}
