import {
  Button,
  ButtonIcon,
  Dialog,
  Menu,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
  Tooltip,
  TooltipTrigger,
} from '@backstage/ui';
import { RiTimeLine, RiZoomOutLine } from '@remixicon/react';
import type { ScopeParams } from '@sextant/plugin-kit-common';
import { useState } from 'react';
import { FixedRangeForm } from './FixedRangeForm';
import { rangeLabel, RANGES, RangeText, widerRange } from './ranges';

/** Chooses a range: one that ends now, or from one moment to another; and zooms out of it. @public */
export function RangeSelect(props: {
  scope: RangeText;
  onChange: (changes: Partial<ScopeParams>) => void;
}) {
  const { scope, onChange } = props;
  const [isFixing, setFixing] = useState(false);
  return (
    <>
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
          <MenuSeparator />
          <MenuItem id="fixed" onAction={() => setFixing(true)}>
            From … to …
          </MenuItem>
        </Menu>
      </MenuTrigger>
      <TooltipTrigger>
        <ButtonIcon
          size="small"
          variant="secondary"
          aria-label="Zoom out"
          icon={<RiZoomOutLine size={14} />}
          onPress={() => {
            const wider = readable(() => widerRange(scope, Date.now()));
            if (wider) {
              onChange(wider);
            }
          }}
        />
        <Tooltip>Zoom out</Tooltip>
      </TooltipTrigger>
      <Dialog isOpen={isFixing} onOpenChange={setFixing} width={420}>
        <FixedRangeForm
          range={scope}
          onChoose={range => {
            setFixing(false);
            onChange(range);
          }}
          onCancel={() => setFixing(false)}
        />
      </Dialog>
    </>
  );
}

/** What the address says may be no range: then there is nothing to zoom out of. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
