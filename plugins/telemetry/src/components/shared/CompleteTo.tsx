import { formatFull } from '@sextant/plugin-kit-react';

/** How far back a list was looked through, where that is not all of its range. */
export function CompleteTo(props: { timeMs: number | undefined }) {
  return props.timeMs === undefined ? null : (
    <p role="note">
      Looked through back to {formatFull(props.timeMs)}, and no further in the
      time there was: choose a shorter range, or add a filter.
    </p>
  );
}
