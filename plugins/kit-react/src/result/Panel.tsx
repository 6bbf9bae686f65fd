import { ReactNode, useId } from 'react';
import { Loaded } from './Loaded';
import styles from './Panel.module.css';
import { Result } from './Result';

/** @public */
export interface PanelProps<T> {
  title: string;
  subtitle?: string;
  result: Result<T>;
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
  const { title, subtitle, result, action, height = 150, children } = props;
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
        <Loaded result={result} height={height}>
          {children}
        </Loaded>
      </div>
      <Sources result={result} />
    </section>
  );
}

function Sources({ result }: { result: Result<unknown> }) {
  if (!('notes' in result)) {
    return null;
  }
  const { provenance } = result.notes;
  const notes = provenance.flatMap(source => source.warnings);
  return provenance.length > 0 ? (
    <footer className={styles.sources}>
      {provenance.map(source => (
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
  ) : null;
}
