import { useToast } from '../api/useToast';
import {
  Button,
  Menu,
  MenuItem,
  MenuTrigger,
  ToggleButton,
} from '@backstage/ui';
import { fixedScope, ScopeParams, withScope } from '@sextant/plugin-kit-common';
import {
  RiCloseLine,
  RiLink,
  RiPauseLine,
  RiPulseLine,
} from '@remixicon/react';
import { ReactNode } from 'react';
import { versionColour } from '../colours/versionColour';
import { VersionDot } from '../colours/VersionDot';
import { EnvironmentSelect } from './EnvironmentSelect';
import { RangeSelect } from './RangeSelect';
import styles from './ScopeBar.module.css';

/** Environment, versions, operation, range, live, share: the same on every tab. @public */
export function ScopeBar(props: {
  scope: ScopeParams;
  onChange: (changes: Partial<ScopeParams>) => void;
  environments: readonly string[];
  /** Those that are seen; undefined while they are not known. */
  versions?: readonly string[];
  children?: ReactNode;
}) {
  const { scope, onChange, environments } = props;
  const toast = useToast();
  const seen = new Set(props.versions);
  // What is chosen is shown, seen or not: else nobody would know what narrows the panels.
  const versions = new Set([...seen, ...scope.versions]);
  const toggle = (version: string, selected: boolean) =>
    onChange({
      versions: selected
        ? [...scope.versions, version]
        : scope.versions.filter(other => other !== version),
    });
  const share = async (shared: ScopeParams) => {
    await navigator.clipboard.writeText(
      withScope(window.location.href, shared),
    );
    toast('Link copied');
  };
  return (
    <div className={styles.bar} role="toolbar" aria-label="Scope">
      <EnvironmentSelect
        className={styles.environment}
        environment={scope.environment}
        onChange={environment => onChange({ environment })}
        known={environments}
      />
      {[...versions].map(version => (
        <ToggleButton
          key={version}
          size="small"
          isSelected={scope.versions.includes(version)}
          onChange={selected => toggle(version, selected)}
        >
          <VersionDot version={version} colour={versionColour(version)}>
            {props.versions && !seen.has(version) ? 'not seen' : undefined}
          </VersionDot>
        </ToggleButton>
      ))}
      {scope.operation === undefined ? null : (
        <Button
          size="small"
          variant="secondary"
          className={styles.operation}
          aria-label={`Show all operations, not only ${scope.operation}`}
          iconEnd={<RiCloseLine size={14} />}
          onPress={() => onChange({ operation: undefined })}
        >
          {scope.operation}
        </Button>
      )}
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
        {scope.live ? 'live · 10 s' : liveLabel(scope)}
      </ToggleButton>
      <MenuTrigger>
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiLink size={14} />}
        >
          Share
        </Button>
        <Menu aria-label="Copy a link">
          <MenuItem onAction={() => share(scope)}>Link to this view</MenuItem>
          <MenuItem onAction={() => share(fixedScope(scope, Date.now()))}>
            Link to this moment
          </MenuItem>
        </Menu>
      </MenuTrigger>
    </div>
  );
}

/** A range that ends in the past cannot be live; one that ends now can be held. */
function liveLabel({ to }: ScopeParams): string {
  return to === 'now' ? 'paused' : 'fixed range';
}
