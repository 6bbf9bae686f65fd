import { DEFAULT_SCOPE } from '@sextant/plugin-kit-common';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useCalls } from '../../hooks/useServiceQueries';
import { subjectOfEntity } from '../../model/serviceSubject';
import { CallsPanels } from './CallsPanels';
import styles from './ObserveView.module.css';

const NO_COLOURS: ReadonlyMap<string, string> = new Map();

/** Who calls the service, and whom it calls, as telemetry saw it in the last hour. */
export function CallsCard() {
  const { entity } = useEntity();
  const result = useCalls(subjectOfEntity(entity), DEFAULT_SCOPE);
  return (
    <div className={styles.view}>
      <CallsPanels result={result} scope={DEFAULT_SCOPE} colours={NO_COLOURS} />
    </div>
  );
}
