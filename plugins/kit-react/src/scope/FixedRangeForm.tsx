import { Button, DialogBody, DialogFooter, DialogHeader } from '@backstage/ui';
import { parseTime } from '@sextant/plugin-kit-common';
import { FormEvent, useState } from 'react';
import styles from './FixedRangeForm.module.css';
import { RangeText, toFieldTime } from './ranges';

/** From one moment to another, typed or picked, in the reader's zone. */
export function FixedRangeForm(props: {
  range: RangeText;
  onChoose: (range: RangeText) => void;
  onCancel: () => void;
}) {
  const { range, onChoose, onCancel } = props;
  const [from, setFrom] = useState(() => fieldOf(range.from));
  const [to, setTo] = useState(() => fieldOf(range.to));
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const isRange = fromMs < toMs;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRange) {
      onChoose({
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
      });
    }
  };
  return (
    <form onSubmit={submit}>
      <DialogHeader>Time range</DialogHeader>
      <DialogBody>
        <label className={styles.field}>
          From
          <input
            type="datetime-local"
            step={1}
            value={from}
            onChange={event => setFrom(event.target.value)}
          />
        </label>
        <label className={styles.field}>
          To
          <input
            type="datetime-local"
            step={1}
            value={to}
            onChange={event => setTo(event.target.value)}
          />
        </label>
        <p className={styles.note} role="status">
          {isRange
            ? `Times are in ${zoneName()}.`
            : 'The start has to be before the end.'}
        </p>
      </DialogBody>
      <DialogFooter>
        <Button type="submit" variant="primary" isDisabled={!isRange}>
          Show
        </Button>
        <Button variant="secondary" onPress={onCancel}>
          Cancel
        </Button>
      </DialogFooter>
    </form>
  );
}

function fieldOf(text: string): string {
  try {
    return toFieldTime(parseTime(text, Date.now()));
  } catch {
    // What the address says is no time: the field is left empty.
    return '';
  }
}

function zoneName(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
