import type { Entity } from '@backstage/catalog-model';

/** Why somebody follows a link of a service or its owner. */
export type LinkKind =
  | 'on-call'
  | 'chat'
  | 'runbook'
  | 'dashboard'
  | 'repository'
  | 'other';

/** A link, and what it is for. */
export interface ContactLink {
  kind: LinkKind;
  title: string;
  url: string;
}

/** In the order of what somebody needs at night. */
const ORDER: readonly LinkKind[] = [
  'on-call',
  'chat',
  'runbook',
  'dashboard',
  'repository',
  'other',
];

/** Words in a link's type, icon or title that tell what it is for. */
const WORDS: ReadonlyArray<[LinkKind, RegExp]> = [
  ['on-call', /on-?call|pager|opsgenie|incident|escalat/i],
  ['chat', /chat|slack|teams|mattermost|zulip|channel/i],
  ['runbook', /runbook|playbook|handbook/i],
  ['dashboard', /dashboard|grafana|monitor/i],
  ['repository', /repo|source|github|gitlab|bitbucket/i],
];

/**
 * Where to turn to for a service: its own links before its owner's, the most urgent kind first. What a
 * link is for is read from its `type`, else its `icon`, else its title.
 */
export function contactLinks(
  service: Entity,
  owner: Entity | undefined,
): ContactLink[] {
  const found = [
    ...linksOf(service),
    ...sourceOf(service),
    ...(owner ? linksOf(owner) : []),
  ];
  const unique = new Map<string, ContactLink>();
  for (const link of found) {
    if (!unique.has(link.url)) {
      unique.set(link.url, link);
    }
  }
  return [...unique.values()].sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
}

function linksOf({ metadata }: Entity): ContactLink[] {
  return (metadata.links ?? []).map(({ url, title, type, icon }) => ({
    kind: kindOf([type, icon, title]),
    title: title ?? url,
    url,
  }));
}

/** Where the code is, as `backstage.io/source-location` says. */
function sourceOf({ metadata }: Entity): ContactLink[] {
  const [, url] =
    /^url:(https?:.+)$/.exec(
      metadata.annotations?.['backstage.io/source-location'] ?? '',
    ) ?? [];
  return url ? [{ kind: 'repository', title: 'Source', url }] : [];
}

function kindOf(texts: ReadonlyArray<string | undefined>): LinkKind {
  for (const text of texts) {
    const found = WORDS.find(([, word]) => text && word.test(text));
    if (found) {
      return found[0];
    }
  }
  return 'other';
}
