import styles from './VersionDot.module.css';

/** A version's name with its colour. @public */
export function VersionDot(props: {
  version: string;
  colour: string;
  children?: string;
}) {
  const { version, colour, children } = props;
  return (
    <span className={styles.version}>
      <i className={styles.dot} style={{ background: colour }} aria-hidden />
      <span>{version}</span>
      {children ? <span className={styles.note}>{children}</span> : null}
    </span>
  );
}
