import { ReactNode } from 'react';
import styles from './ToneBadge.module.css';

/** How a badge is meant; the text says the same without colour. @public */
export type BadgeTone = 'bad' | 'warn' | 'ok' | 'neutral';

/** A short word with a tone. @public */
export function ToneBadge(props: {
  tone: BadgeTone;
  children: ReactNode;
  title?: string;
}) {
  return (
    <span
      className={`${styles.badge} ${styles[props.tone]}`}
      title={props.title}
    >
      {props.children}
    </span>
  );
}
