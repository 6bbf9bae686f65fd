import type { Entity } from '@backstage/catalog-model';
import { contactLinks } from './contactLinks';

const entity = (
  links: NonNullable<Entity['metadata']['links']>,
  annotations?: Record<string, string>,
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'pricing', links, annotations },
});

describe('where to turn to', () => {
  it('is the most urgent first, the service before its owner', () => {
    const links = contactLinks(
      entity(
        [
          { url: 'https://wiki/runbook', title: 'What to do', type: 'runbook' },
          { url: 'https://x', title: 'Something' },
        ],
        { 'backstage.io/source-location': 'url:https://git/pricing' },
      ),
      entity([
        { url: 'https://chat/team', icon: 'slack', title: '#team' },
        { url: 'https://page/team', title: 'PagerDuty' },
        { url: 'https://x', title: 'The same' },
      ]),
    );
    expect(links).toEqual([
      { kind: 'on-call', title: 'PagerDuty', url: 'https://page/team' },
      { kind: 'chat', title: '#team', url: 'https://chat/team' },
      { kind: 'runbook', title: 'What to do', url: 'https://wiki/runbook' },
      { kind: 'repository', title: 'Source', url: 'https://git/pricing' },
      { kind: 'other', title: 'Something', url: 'https://x' },
    ]);
  });

  it('goes by the type where it says one, whatever the title says', () => {
    expect(
      contactLinks(
        entity([{ url: 'https://a', type: 'chat', title: 'On-call channel' }]),
        undefined,
      )[0].kind,
    ).toBe('chat');
  });

  it("leads to no file on somebody else's disk", () => {
    expect(
      contactLinks(
        entity([], { 'backstage.io/source-location': 'file:/home/x' }),
        undefined,
      ),
    ).toEqual([]);
  });
});
