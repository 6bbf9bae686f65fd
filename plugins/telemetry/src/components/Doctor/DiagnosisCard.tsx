import { ButtonIcon } from '@backstage/ui';
import { Diagnosis } from '@sextant/plugin-telemetry-common';
import { BadgeTone, ToneBadge, useToast } from '@sextant/plugin-kit-react';
import { RiCheckLine, RiFileCopyLine, RiSubtractLine } from '@remixicon/react';
import { useId } from 'react';
import styles from './DoctorTab.module.css';

const STATES: Record<Diagnosis['state'], { tone: BadgeTone; text: string }> = {
  good: { tone: 'ok', text: 'good' },
  partial: { tone: 'warn', text: 'could be better' },
  missing: { tone: 'bad', text: 'missing' },
  failed: { tone: 'bad', text: 'did not answer' },
};

const TITLES: Record<Diagnosis['signal'], string> = {
  traces: 'Traces',
  metrics: 'Metrics',
  logs: 'Logs',
};

/** What one source holds of one signal. */
export function DiagnosisCard({ diagnosis }: { diagnosis: Diagnosis }) {
  const { signal, source, state, found, rung, looked, remedies } = diagnosis;
  const id = useId();
  const { tone, text } = STATES[state];
  return (
    <section className={styles.card} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {TITLES[signal]} <span className={styles.source}>{source}</span>
        </h2>
        <ToneBadge tone={tone}>{text}</ToneBadge>
      </header>
      <p className={styles.found}>{found}</p>
      {rung ? (
        <p className={styles.rung}>
          versions from <b>{rung}</b>
        </p>
      ) : null}
      {looked.length > 0 ? (
        <ul className={styles.looked} aria-label="What was looked for">
          {looked.map(({ what, found: there }) => (
            <li key={what} data-found={there !== undefined}>
              {there === undefined ? (
                <RiSubtractLine size={14} aria-label="not found" />
              ) : (
                <RiCheckLine size={14} aria-label="found" />
              )}
              <span>
                {what}
                {there === undefined ? null : <b> {there}</b>}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {remedies.map(remedy => (
        <Remedy key={`${remedy.where} ${remedy.line}`} {...remedy} />
      ))}
    </section>
  );
}

function Remedy({ where, why, line }: Diagnosis['remedies'][number]) {
  const toast = useToast();
  const copy = async () => {
    await navigator.clipboard.writeText(line);
    toast('Line copied');
  };
  return (
    <div className={styles.remedy}>
      <span>
        {why} <span className={styles.where}>{where}</span>
      </span>
      <div className={styles.line}>
        <code>{line}</code>
        <ButtonIcon
          size="small"
          variant="tertiary"
          aria-label="Copy the line"
          icon={<RiFileCopyLine size={14} />}
          onPress={copy}
        />
      </div>
    </div>
  );
}
