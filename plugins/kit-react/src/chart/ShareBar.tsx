import styles from './ShareBar.module.css';

/** Parts of a whole as a bar, e.g. the traffic of versions. @public */
export function ShareBar(props: {
  parts: ReadonlyArray<{ name: string; share: number; colour: string }>;
}) {
  const { parts } = props;
  const text = parts
    .map(part => `${part.name} ${Math.round(part.share * 100)} %`)
    .join(', ');
  return (
    <span className={styles.bar} role="img" aria-label={text || 'no traffic'}>
      {parts.map(part => (
        <i
          key={part.name}
          style={{ width: `${part.share * 100}%`, background: part.colour }}
        />
      ))}
    </span>
  );
}
