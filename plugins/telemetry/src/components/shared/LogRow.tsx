import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { LogLine } from '@sextant/plugin-telemetry-common';
import {
  BadgeTone,
  formatClockMs,
  formatFull,
  ToneBadge,
} from '@sextant/plugin-kit-react';
import { withoutAnsi } from '@sextant/plugin-telemetry-react';
import { traceRouteRef } from '../../routes';
import styles from './LogRow.module.css';

const TONES: Partial<Record<LogLine['level'], BadgeTone>> = {
  fatal: 'bad',
  error: 'bad',
  warn: 'warn',
};

/** The level of a line, as a badge. */
export function LevelBadge(props: { level: LogLine['level'] }) {
  return (
    <ToneBadge tone={TONES[props.level] ?? 'neutral'}>{props.level}</ToneBadge>
  );
}

/** A line in one row: time, level, version, text, trace. */
export function LogRow(props: {
  line: LogLine;
  colour: string;
  withVersion?: boolean;
  /** The whole text, on as many rows as it takes. */
  isWrapped?: boolean;
}) {
  const { line, colour } = props;
  const traceHref = useRouteRef(traceRouteRef);
  const timeMs = Number(BigInt(line.timeUnixNano) / 1_000_000n);
  const body = withoutAnsi(line.body);
  const query = line.spanId ? `?span=${line.spanId}` : '';
  return (
    <div className={styles.row}>
      <time className={styles.time} title={formatFull(timeMs)}>
        {formatClockMs(timeMs)}
      </time>
      <span className={styles.level}>
        <LevelBadge level={line.level} />
      </span>
      <i
        className={styles.dot}
        style={{ background: colour }}
        title={line.version}
      />
      {props.withVersion ? (
        <span className={styles.version}>{line.version}</span>
      ) : null}
      <span className={styles.body} data-wrapped={props.isWrapped} title={body}>
        {body}
      </span>
      {line.traceId && traceHref ? (
        <Link href={`${traceHref({ traceId: line.traceId })}${query}`}>
          trace
        </Link>
      ) : null}
    </div>
  );
}
