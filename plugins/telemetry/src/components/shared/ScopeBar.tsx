import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Button, Select, ToggleButton } from '@backstage/ui';
import { VersionFigures } from '@sextant/plugin-telemetry-common';
import {
  RangeSelect,
  ScopeParams,
  VersionDot,
} from '@sextant/plugin-kit-react';
import { RiLink, RiPauseLine, RiPulseLine } from '@remixicon/react';
import { ReactNode } from 'react';
import styles from './ScopeBar.module.css';

const ALL = '(all)';

/** Environment, versions, range, live, share: the same on every tab. */
export function ScopeBar(props: {
  scope: ScopeParams;
  onChange: (changes: Partial<ScopeParams>) => void;
  environments: readonly string[];
  versions: readonly VersionFigures[];
  colours: ReadonlyMap<string, string>;
  children?: ReactNode;
}) {
  const { scope, onChange, environments, colours } = props;
  const toasts = useApi(toastApiRef);
  const versions = [...new Set(props.versions.map(({ version }) => version))];
  const known = [
    ...new Set([
      ...environments,
      ...(scope.environment ? [scope.environment] : []),
    ]),
  ];
  const toggle = (version: string, selected: boolean) =>
    onChange({
      versions: selected
        ? [...scope.versions, version]
        : scope.versions.filter(other => other !== version),
    });
  const share = async () => {
    await navigator.clipboard.writeText(window.location.href);
    toasts.post({ title: 'Link copied', status: 'success', timeout: 2500 });
  };
  return (
    <div className={styles.bar} role="toolbar" aria-label="Scope">
      <Select
        aria-label="Environment"
        size="small"
        className={styles.environment}
        value={scope.environment ?? ALL}
        onChange={key =>
          onChange({
            environment: key === ALL || key === null ? undefined : String(key),
          })
        }
        options={[
          { id: ALL, label: 'all environments' },
          ...known.map(environment => ({
            id: environment,
            label: environment,
          })),
        ]}
      />
      {versions.map(version => (
        <ToggleButton
          key={version}
          size="small"
          isSelected={scope.versions.includes(version)}
          onChange={selected => toggle(version, selected)}
        >
          <VersionDot version={version} colour={colours.get(version) ?? ''} />
        </ToggleButton>
      ))}
      {props.children}
      <span className={styles.grow} />
      <RangeSelect scope={scope} onChange={onChange} />
      <ToggleButton
        size="small"
        isSelected={scope.live}
        isDisabled={scope.to !== 'now'}
        onChange={live => onChange({ live })}
        iconStart={
          scope.live ? <RiPulseLine size={14} /> : <RiPauseLine size={14} />
        }
      >
        {scope.live ? 'live · 10 s' : 'paused'}
      </ToggleButton>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiLink size={14} />}
        onPress={share}
      >
        Share
      </Button>
    </div>
  );
}
