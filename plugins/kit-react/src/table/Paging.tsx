import { Button } from '@backstage/ui';
import { useSearchParam } from '../scope/useScope';
import styles from './DataTable.module.css';

/** To older entries and back to the newest; where a page begins stands in the address. @public */
export function Paging({ nextCursor }: { nextCursor: string | undefined }) {
  const [cursor, setCursor] = useSearchParam('cursor');
  if (!cursor && !nextCursor) {
    return null;
  }
  return (
    <div className={styles.paging}>
      {cursor ? (
        <Button size="small" variant="secondary" onPress={() => setCursor('')}>
          Newest
        </Button>
      ) : null}
      {nextCursor ? (
        <Button
          size="small"
          variant="secondary"
          onPress={() => setCursor(nextCursor)}
        >
          Older
        </Button>
      ) : null}
    </div>
  );
}
