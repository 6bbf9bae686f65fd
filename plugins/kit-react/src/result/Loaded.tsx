import { Skeleton } from '@backstage/ui';
import { ReactNode } from 'react';
import { formatClock } from '../format/formatTime';
import styles from './Panel.module.css';
import { PanelMessage } from './PanelMessage';
import { Result } from './Result';

/**
 * Shows what became of a question: a skeleton while it is open, its answer with what is missing of it, why
 * there is nothing, or the reason why there is no answer. An answer stays in view while a later question
 * fails, and is faded while the answer to another one is waited for.
 *
 * @public
 */
export function Loaded<T>(props: {
  result: Result<T>;
  /** Of the skeleton, in pixels. */
  height: number;
  /** What could not be loaded, as a sentence. */
  failure?: string;
  children: (data: T) => ReactNode;
}) {
  const { result, height, failure = 'Could not be loaded', children } = props;
  switch (result.state) {
    case 'off':
      return null;
    case 'loading':
      return <Skeleton width="100%" height={height} />;
    case 'failed':
      return (
        <PanelMessage
          title={failure}
          text={result.reason}
          onRetry={result.retry}
        />
      );
    case 'empty':
      return (
        <>
          <Stale result={result} />
          <PanelMessage
            title="Nothing to show"
            text={result.why.reason}
            fix={result.why.fix}
          />
        </>
      );
    default:
      return (
        <>
          <Stale result={result} />
          {result.state === 'partial'
            ? result.missing.map(part => (
                <div key={part} className={styles.stale} role="status">
                  Missing: {part}
                </div>
              ))
            : null}
          <div
            className={result.notes.isFormer ? styles.former : undefined}
            aria-busy={result.notes.isFormer}
          >
            {children(result.data)}
          </div>
        </>
      );
  }
}

function Stale({ result }: { result: Result<unknown> }) {
  return 'notes' in result && result.notes.staleReason ? (
    <div className={styles.stale} role="status">
      Not refreshed since {formatClock(result.notes.atMs)}:{' '}
      {result.notes.staleReason}
    </div>
  ) : null;
}
