/** A line without axes, for a table cell; gaps stay gaps. @public */
export function Sparkline(props: {
  values: ReadonlyArray<number | null>;
  label: string;
  colour?: string;
  width?: number;
  height?: number;
}) {
  const {
    values,
    label,
    colour = 'var(--sx-unknown)',
    width = 56,
    height = 16,
  } = props;
  const known = values.filter(value => value !== null);
  const top = Math.max(...known, 0);
  const points = values.map((value, index) =>
    value === null
      ? undefined
      : `${(index / Math.max(1, values.length - 1)) * width},${
          height - 1 - (top > 0 ? (value / top) * (height - 2) : 0)
        }`,
  );
  const path = points
    .map((point, index) => {
      if (!point) {
        return '';
      }
      return `${points[index - 1] ? 'L' : 'M'}${point}`;
    })
    .join('');
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {known.length > 1 ? (
        <path d={path} fill="none" stroke={colour} strokeWidth={1.2} />
      ) : null}
    </svg>
  );
}
