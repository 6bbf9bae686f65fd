import { useEntity } from '@backstage/plugin-catalog-react';
import { Button } from '@backstage/ui';
import { SIGNALS } from '@sextant/plugin-telemetry-common';
import {
  ScopeBar,
  formatClock,
  Loaded,
  useScope,
  whileUnknown,
} from '@sextant/plugin-kit-react';
import { RiRefreshLine } from '@remixicon/react';
import { useMemo } from 'react';
import { useDoctor, useVersions } from '../../hooks/useServiceQueries';
import { subjectOfEntity } from '../../model/serviceSubject';
import { DiagnosisCard } from './DiagnosisCard';
import styles from './DoctorTab.module.css';

/** Per signal and source: what was found, on which rung of the version ladder, and what lifts it. */
export function DoctorTab() {
  const { entity } = useEntity();
  const subject = useMemo(() => subjectOfEntity(entity), [entity]);
  const [scope, setScope] = useScope();
  const versions = useVersions(subject, scope);
  const doctor = useDoctor(subject, scope);
  const notes = 'notes' in doctor ? doctor.notes : undefined;
  return (
    <>
      <ScopeBar
        scope={scope}
        onChange={setScope}
        environments={whileUnknown(versions, { environments: [] }).environments}
      />
      <div className={styles.bar}>
        <span role="status">
          {notes
            ? `Checked against the sources at ${formatClock(notes.atMs)}`
            : 'Checking…'}
        </span>
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiRefreshLine size={14} />}
          isDisabled={!notes || notes.isRefreshing}
          onPress={() => notes?.refresh()}
        >
          Check again
        </Button>
      </div>
      <Loaded
        result={doctor}
        height={320}
        failure="The signals could not be checked"
      >
        {({ diagnoses }) => (
          <div className={styles.cards}>
            {SIGNALS.flatMap(signal =>
              diagnoses
                .filter(diagnosis => diagnosis.signal === signal)
                .map(diagnosis => (
                  <DiagnosisCard
                    key={`${signal} ${diagnosis.source}`}
                    diagnosis={diagnosis}
                  />
                )),
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}
