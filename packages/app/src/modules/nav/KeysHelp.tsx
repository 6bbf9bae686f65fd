import { Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import { useEffect, useState } from 'react';
import styles from './layout.module.css';

const KEYS: ReadonlyArray<readonly [string, string]> = [
  ['?', 'This list'],
  ['/', 'To the search field of the page'],
  ['↑ ↓ ← →', 'Move in a table or a trace; in a chart, read the values'],
  ['← →', 'In a trace: fold and unfold a span'],
  ['Enter', 'Sort by a column head, open a link; in a trace search, the next'],
  ['Shift + ← →', 'In a chart: mark a range; Enter zooms into it'],
  ['Esc', 'Close, or give up what is marked'],
];

/** The keys of the portal, on `?` wherever nobody is typing. */
export function KeysHelp() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      const { target } = event;
      const isTyping =
        target instanceof HTMLElement &&
        target.closest('input, textarea, [contenteditable]') !== null;
      if (event.key === '?' && !isTyping) {
        event.preventDefault();
        setOpen(true);
      }
    };
    window.addEventListener('keydown', open);
    return () => window.removeEventListener('keydown', open);
  }, []);
  return (
    <Dialog isOpen={isOpen} onOpenChange={setOpen} width={480}>
      <DialogHeader>Keys</DialogHeader>
      <DialogBody>
        <dl className={styles.keys}>
          {KEYS.map(([key, what]) => (
            <div key={what}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </DialogBody>
    </Dialog>
  );
}
