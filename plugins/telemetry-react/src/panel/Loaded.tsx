import { Skeleton } from '@backstage/ui';
import { ReactNode } from 'react';
import { PanelMessage, reasonOf } from './PanelMessage';

/**
 * What a question without provenance shows: a skeleton while it is open, its answer, or the reason why
 * there is none. An answer stays in view while a later question fails.
 *
 * @public
 */
export function Loaded<T>(props: {
  query: { data: T | undefined; error: Error | null; refetch: () => unknown };
  /** Of the skeleton, in pixels. */
  height: number;
  /** What could not be loaded, as a sentence. */
  failure: string;
  children: (data: T) => ReactNode;
}) {
  const { query, height, failure, children } = props;
  if (query.data !== undefined) {
    return <>{children(query.data)}</>;
  }
  return query.error ? (
    <PanelMessage
      title={failure}
      text={reasonOf(query.error)}
      onRetry={() => query.refetch()}
    />
  ) : (
    <Skeleton width="100%" height={height} />
  );
}
