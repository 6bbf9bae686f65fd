import { useEffect, useRef } from 'react';

/**
 * Focuses the field inside an element when `/` is typed anywhere else.
 *
 * @returns A ref for the element around the field.
 * @public
 */
export function useSlashToFocus() {
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const { target } = event;
      const isTyping =
        target instanceof HTMLElement &&
        target.closest('input, textarea, [contenteditable]') !== null;
      if (event.key === '/' && !isTyping) {
        event.preventDefault();
        around.current?.querySelector('input')?.focus();
      }
    };
    window.addEventListener('keydown', focus);
    return () => window.removeEventListener('keydown', focus);
  }, []);
  return around;
}
