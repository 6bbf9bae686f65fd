import { useEffect, useRef } from 'react';
import { TraceModel } from '../../model/traceModel';
import styles from './Minimap.module.css';

const HEIGHT = 40;

/** The whole trace at a glance, drawn on a canvas because it may have 50,000 bars. */
export function Minimap({ model }: { model: TraceModel }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) {
      return undefined;
    }
    const draw = () => drawBars(element, context, model);
    draw();
    const resized = new ResizeObserver(draw);
    resized.observe(element);
    return () => resized.disconnect();
  }, [model]);
  return <canvas ref={canvas} className={styles.minimap} aria-hidden />;
}

function drawBars(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  { trace, colours }: TraceModel,
) {
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  canvas.width = width * scale;
  canvas.height = HEIGHT * scale;
  context.scale(scale, scale);
  context.clearRect(0, 0, width, HEIGHT);
  const style = getComputedStyle(canvas);
  // A canvas knows no custom properties.
  const resolved = colours.map(colour =>
    colour.replace(/var\((--[\w-]+)\)/g, (_, name) =>
      style.getPropertyValue(name),
    ),
  );
  const bad = style.getPropertyValue('--sx-bad');
  const { start, duration, resource, status, id } = trace.spans;
  const total = Math.max(1, trace.durationNano);
  const step = Math.min(4, HEIGHT / id.length);
  const height = Math.max(0.5, Math.min(2, step * 0.7));
  for (let span = 0; span < id.length; span += 1) {
    context.fillStyle = status[span] === 2 ? bad : resolved[resource[span]];
    context.fillRect(
      (start[span] / total) * width,
      span * step,
      Math.max(1, (duration[span] / total) * width),
      height,
    );
  }
}
