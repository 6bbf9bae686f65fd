import { useEntity } from '@backstage/plugin-catalog-react';
import { Button } from '@backstage/ui';
import { SIGNALS } from '@sextant/plugin-telemetry-common';
import { formatClock, Loaded, useScope } from '@sextant/plugin-telemetry-react';
import { RiRefreshLine } from '@remixicon/react';
import { useMemo } from 'react';
import { useDoctor, useVersions } from '../../hooks/useServiceQueries';
import { subjectOfEntity } from '../../model/serviceSubject';
import { ScopeBar } from '../shared/ScopeBar';
import { DiagnosisCard } from './DiagnosisCard';
import styles from './DoctorTab.module.css';

/** Per signal and source: what was found, on which rung of the version ladder, and what lifts it. */
export function DoctorTab() {
  const { entity } = useEntity();
  const subject = useMemo(() => subjectOfEntity(entity), [entity]);
  const [scope, setScope] = useScope();
  const versions = useVersions(subject, scope);
  const doctor = useDoctor(subject, scope);
  return (
    <>
      <ScopeBar
        scope={scope}
        onChange={setScope}
        environments={versions.data?.data.environments ?? []}
        versions={[]}
        colours={new Map()}
      />
      <div className={styles.bar}>
        <span role="status">
          {doctor.dataUpdatedAt > 0
            ? `Checked against the sources at ${formatClock(
                doctor.dataUpdatedAt,
              )}`
            : 'Checking…'}
        </span>
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiRefreshLine size={14} />}
          isDisabled={doctor.isFetching}
          onPress={() => doctor.refetch()}
        >
          Check again
        </Button>
      </div>
      <Loaded
        query={doctor}
        height={320}
        failure="The signals could not be checked"
      >
        {({ data }) => (
          <div className={styles.cards}>
            {SIGNALS.flatMap(signal =>
              data.diagnoses
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
