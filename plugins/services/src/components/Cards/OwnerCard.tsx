import { getCompoundEntityRef, Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  EntityRefLink,
  getEntityRelations,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import {
  Loaded,
  PanelMessage,
  usePlainAnswer,
} from '@sextant/plugin-kit-react';
import { contactLinks, LinkKind } from '../../model/contactLinks';
import { CardFrame } from './CardFrame';
import styles from './OwnerCard.module.css';

const KINDS: Record<LinkKind, string> = {
  'on-call': 'On call',
  chat: 'Chat',
  runbook: 'Runbook',
  dashboard: 'Dashboard',
  repository: 'Repository',
  other: 'Link',
};

/** Whom to ask, where they are reached, and what to read first. */
export function OwnerCard() {
  const { entity } = useEntity();
  const catalog = useApi(catalogApiRef);
  const [owner] = getEntityRelations(entity, 'ownedBy');
  const { kind, namespace, name } = owner ?? getCompoundEntityRef(entity);
  const result = usePlainAnswer<{ owner: Entity | undefined }>({
    key: ['services', 'owner', kind, namespace, name],
    ask: async () => ({
      owner: owner && (await catalog.getEntityByRef(owner)),
    }),
  });
  return (
    <CardFrame title="Owner">
      {owner ? (
        <Loaded
          result={result}
          height={90}
          failure="The owner could not be loaded"
        >
          {answer => <Contacts service={entity} owner={answer.owner} />}
        </Loaded>
      ) : (
        <PanelMessage
          title="Nobody owns this service"
          text="Whoever is paged for it has nobody to turn to."
          fix="spec.owner: group:default/…"
        />
      )}
    </CardFrame>
  );
}

function Contacts(props: { service: Entity; owner: Entity | undefined }) {
  const { service, owner } = props;
  const links = contactLinks(service, owner);
  const profile = owner?.spec?.profile;
  const email =
    typeof profile === 'object' && profile && 'email' in profile
      ? String(profile.email)
      : undefined;
  return (
    <>
      <p className={styles.owner}>
        {getEntityRelations(service, 'ownedBy').map(ref => (
          <EntityRefLink key={ref.name} entityRef={ref} hideIcon />
        ))}
        {email ? (
          <>
            {' · '}
            <Link href={`mailto:${email}`}>{email}</Link>
          </>
        ) : null}
      </p>
      {service.metadata.description ? (
        <p className={styles.description}>{service.metadata.description}</p>
      ) : null}
      <dl className={styles.links}>
        {links.map(({ kind, title, url }) => (
          <div key={url}>
            <dt>{KINDS[kind]}</dt>
            <dd>
              <Link href={url} target="_blank">
                {title}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
      {links.length === 0 ? (
        <p className={styles.description}>
          No on-call, chat or runbook link: metadata.links of the service or of
          its owner shows them here.
        </p>
      ) : null}
    </>
  );
}
