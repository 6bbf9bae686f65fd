import { KeyboardEvent, PointerEvent } from 'react';
import styles from './Waterfall.module.css';

const LEAST = 15;
const MOST = 70;
const STEP = 5;

/** A handle between names and bars; percent of the width that names have. */
export function NameWidth(props: {
  width: number;
  onChange: (width: number) => void;
}) {
  const { width, onChange } = props;
  const change = (next: number) =>
    onChange(Math.min(MOST, Math.max(LEAST, next)));
  const drag = (event: PointerEvent<HTMLElement>) => {
    const head = event.currentTarget.parentElement?.parentElement;
    if (event.buttons === 1 && head) {
      const box = head.getBoundingClientRect();
      change(((event.clientX - box.left) / box.width) * 100);
    }
  };
  const press = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      change(width + (key === 'ArrowLeft' ? -STEP : STEP));
    }
  };
  return (
    <span
      className={styles.handle}
      role="slider"
      tabIndex={0}
      aria-label="Width of the names"
      aria-orientation="horizontal"
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={Math.round(width)}
      onPointerDown={event =>
        event.currentTarget.setPointerCapture(event.pointerId)
      }
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
