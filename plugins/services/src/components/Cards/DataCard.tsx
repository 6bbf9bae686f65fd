import { useEntity, useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { Loaded } from '@sextant/plugin-kit-react';
import { useService } from '../../hooks/useService';
import { DataSetTable } from '../Data/DataPage';
import styles from '../Fleet/FleetPage.module.css';
import { CardFrame } from './CardFrame';

/** Data this service is the system of record for, and what it copies. */
export function DataCard() {
  const { entity } = useEntity();
  const refLink = useEntityRefLink();
  const result = useService({
    namespace: entity.metadata.namespace ?? 'default',
    name: entity.metadata.name,
    from: 'now-1h',
  });
  return (
    <CardFrame title="Data" note="owned and copied">
      <Loaded result={result} height={90} failure="Data could not be loaded">
        {detail => (
          <>
            <DataSetTable items={detail.owns} />
            {detail.copies.length > 0 ? (
              <p className={styles.muted}>
                Holds copies of:{' '}
                {detail.copies.map(copy => (
                  <span key={copy.dataset}>
                    {copy.dataset} of{' '}
                    <Link href={refLink(copy.from)}>
                      {copy.from.split('/').pop()}
                    </Link>{' '}
                    by {copy.via}{' '}
                  </span>
                ))}
              </p>
            ) : null}
          </>
        )}
      </Loaded>
    </CardFrame>
  );
}
