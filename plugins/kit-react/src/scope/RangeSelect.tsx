import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiTimeLine } from '@remixicon/react';
import type { ScopeParams } from '@sextant/plugin-kit-common';
import { rangeLabel, RANGES } from './ranges';

/** Chooses a range that ends now. @public */
export function RangeSelect(props: {
  scope: Pick<ScopeParams, 'from' | 'to'>;
  onChange: (changes: Partial<ScopeParams>) => void;
}) {
  const { scope, onChange } = props;
  return (
    <MenuTrigger>
      <Button
        variant="secondary"
        size="small"
        iconStart={<RiTimeLine size={14} />}
      >
        {rangeLabel(scope)}
      </Button>
      <Menu
        aria-label="Time range"
        selectionMode="single"
        selectedKeys={scope.to === 'now' ? [scope.from] : []}
      >
        {RANGES.map(range => (
          <MenuItem
            key={range.from}
            id={range.from}
            onAction={() => onChange({ from: range.from, to: 'now' })}
          >
            {range.label}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}
