import { FocusEvent, ReactNode, useState } from 'react';
import styles from './DataTable.module.css';

/**
 * Holds a list still while the pointer or the focus is in it: what somebody is about to click must not move
 * away. What has come meanwhile is counted.
 *
 * @param asked - What the list is of; another one is shown at once.
 * @public
 */
export function Held<T>(props: {
  items: readonly T[];
  keyOf: (item: T) => string;
  asked: string;
  children: (items: readonly T[]) => ReactNode;
}) {
  const { items, keyOf, asked, children } = props;
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [held, setHeld] = useState({ items, asked });
  const isHeld = (isPointed || isFocused) && held.asked === asked;
  if (!isHeld && held.items !== items) {
    setHeld({ items, asked });
  }
  const shown = isHeld ? held.items : items;
  const known = new Set(shown.map(keyOf));
  const fresh = items.filter(item => !known.has(keyOf(item))).length;
  return (
    <div
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={(event: FocusEvent<HTMLElement>) =>
        setFocused(event.currentTarget.contains(event.relatedTarget))
      }
    >
      <p className={styles.held} role="status">
        {fresh > 0 ? `${fresh} new` : ''}
      </p>
      {children(shown)}
    </div>
  );
}
