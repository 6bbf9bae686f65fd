import { ReactNode, useId } from 'react';
import styles from '../Fleet/FleetPage.module.css';

/** The frame of a card on the service page. */
export function CardFrame(props: {
  title: string;
  note?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      className={styles.card}
      aria-labelledby={id}
      style={{ color: 'var(--sx-text)' }}
    >
      <h2 id={id} style={{ fontSize: 14, margin: '0 0 8px' }}>
        {props.title} <span className={styles.note}>{props.note}</span>
      </h2>
      {props.children}
    </section>
  );
}
