import type { LogLevel } from './logs';

const STEPS: readonly LogLevel[] = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
];

/**
 * How loggers spell their levels, without regard to case.
 *
 * Sources: syslog (RFC 5424, table 2), java.util.logging, log4j, .NET's console logger, Python's logging,
 * Android's logcat, zap, klog, and pino's and bunyan's numbers.
 */
const SPELLINGS: ReadonlyArray<[RegExp, LogLevel]> = [
  [/^(f|ftl|fatal.*|crit.*|emerg.*|alert|panic|dpanic|60)$/, 'fatal'],
  [/^(e|err|error.*|eror|fail.*|severe|50)$/, 'error'],
  [/^(w|wrn|warn.*|40)$/, 'warn'],
  [/^(i|inf|info.*|notice|note|30)$/, 'info'],
  [/^(d|dbg|dbug|debug.*|fine|config|20)$/, 'debug'],
  [/^(t|v|trc|trce|trace.*|verbose|finer|finest|silly|10)$/, 'trace'],
];

/**
 * The level of a line from OpenTelemetry's severity number (1 to 24, in steps of four) or its text.
 *
 * Source: OpenTelemetry logs data model, "Severity fields".
 *
 * @public
 */
export function levelOf(severityNumber: number, severityText = ''): LogLevel {
  if (severityNumber >= 1 && severityNumber <= 24) {
    return STEPS[Math.floor((severityNumber - 1) / 4)];
  }
  const text = severityText.trim().toLocaleLowerCase('en-US');
  return SPELLINGS.find(([spelling]) => spelling.test(text))?.[1] ?? 'unknown';
}

/** Keys that hold a level where a line is a map or JSON. @public */
export const LEVEL_FIELDS = [
  'level',
  'severity',
  'log.level',
  'lvl',
  'levelname',
] as const;
