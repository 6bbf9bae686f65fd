import { Skeleton } from '@backstage/ui';
import type { Answer } from '@sextant/plugin-telemetry-common';
import { ReactNode, useId } from 'react';
import { formatClock } from '../format/formatTime';
import styles from './Panel.module.css';
import { PanelMessage, reasonOf } from './PanelMessage';

/** The part of a query's result that a panel shows. @public */
export interface PanelQuery<T> {
  data: Answer<T> | undefined;
  error: Error | null;
  isPending: boolean;
  dataUpdatedAt: number;
  refetch: () => unknown;
}

/** @public */
export interface PanelProps<T> {
  title: string;
  subtitle?: string;
  query: PanelQuery<T>;
  /** Height of the skeleton while nothing is known yet, in pixels. */
  height?: number;
  /** Beside the title, e.g. a link to the whole list. */
  action?: ReactNode;
  children: (data: T) => ReactNode;
}

/**
 * The frame of everything that is asked for: its own loading, empty-with-why and failed-with-reason
 * state, what is missing, and where the answer came from. One panel's trouble stays its own.
 *
 * @public
 */
export function Panel<T>(props: PanelProps<T>) {
  const { title, subtitle, query, action } = props;
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}{' '}
          {subtitle ? (
            <span className={styles.subtitle}>{subtitle}</span>
          ) : null}
        </h2>
        {action ? <div className={styles.action}>{action}</div> : null}
      </header>
      <div className={styles.body}>
        <PanelBody {...props} />
      </div>
      {query.data ? <Sources answer={query.data} /> : null}
    </section>
  );
}

function PanelBody<T>({ query, height = 150, children }: PanelProps<T>) {
  const { data, error, isPending, dataUpdatedAt, refetch } = query;
  if (data === undefined) {
    if (isPending || !error) {
      return <Skeleton width="100%" height={height} />;
    }
    return (
      <PanelMessage
        title="Could not be loaded"
        text={reasonOf(error)}
        onRetry={() => refetch()}
      />
    );
  }
  return (
    <>
      {error ? (
        <div className={styles.stale} role="status">
          Not refreshed since {formatClock(dataUpdatedAt)}: {reasonOf(error)}
        </div>
      ) : null}
      {data.why ? (
        <PanelMessage
          title="Nothing to show"
          text={data.why.reason}
          fix={data.why.fix}
        />
      ) : (
        children(data.data)
      )}
    </>
  );
}

function Sources<T>({ answer }: { answer: Answer<T> }) {
  const notes = [
    ...answer.missing.map(part => `missing: ${part}`),
    ...answer.provenance.flatMap(source => source.warnings),
  ];
  return (
    <footer className={styles.sources}>
      {answer.provenance.map(source => (
        <span key={source.source}>
          {[source.source, source.rung].filter(Boolean).join(' · ')}
          {source.link ? (
            <>
              {' · '}
              <a href={source.link} target="_blank" rel="noreferrer">
                open ↗
              </a>
            </>
          ) : null}
        </span>
      ))}
      {notes.map(note => (
        <span key={note} className={styles.note}>
          {note}
        </span>
      ))}
    </footer>
  );
}
