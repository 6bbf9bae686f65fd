import semver from 'semver';
import type { DeclaredVersion } from '../registrationSchema';
import { readVersion } from './readVersion';
import { UNNAMED_LINE, versionLine } from './versionLine';

/**
 * Which version and which line comes later. By number; where there is none to go by, by who was there
 * first.
 */
export class VersionOrder {
  readonly #declared: readonly DeclaredVersion[];
  readonly #firstMs = new Map<string, number>();
  readonly #lines = new Map<string, string>();
  /** The lowest version of each line. */
  readonly #lowest = new Map<string, string>();

  /** @param seen - Versions with the time at which each came. */
  constructor(
    declared: readonly DeclaredVersion[],
    seen: ReadonlyArray<{ version: string; startedMs: number }>,
  ) {
    this.#declared = declared;
    for (const { version, startedMs } of seen) {
      this.#firstMs.set(
        version,
        Math.min(startedMs, this.#firstMs.get(version) ?? Infinity),
      );
    }
    for (const version of this.#firstMs.keys()) {
      const line = this.lineOf(version);
      const lowest = this.#lowest.get(line);
      if (lowest === undefined || this.compare(version, lowest) < 0) {
        this.#lowest.set(line, version);
      }
    }
  }

  lineOf(version: string): string {
    const known = this.#lines.get(version);
    if (known !== undefined) {
      return known;
    }
    const line = versionLine(version, this.#declared);
    this.#lines.set(version, line);
    return line;
  }

  /** Negative where `a` comes before `b`, of one line. */
  compare(a: string, b: string): number {
    const byTime = this.#firstOf(a) - this.#firstOf(b);
    if (this.lineOf(a) === UNNAMED_LINE && this.lineOf(b) === UNNAMED_LINE) {
      return byTime;
    }
    const [left, right] = [readVersion(a), readVersion(b)];
    return (left && right && semver.compare(left, right)) || byTime;
  }

  /** Negative where line `a` comes before line `b`. */
  compareLines(a: string, b: string): number {
    const [left, right] = [
      this.#lowest.get(a) ?? '',
      this.#lowest.get(b) ?? '',
    ];
    return [a, b].includes(UNNAMED_LINE)
      ? this.#firstOf(left) - this.#firstOf(right)
      : this.compare(left, right);
  }

  /** True where `a` is later than `b`: further on its line, or of a later one. */
  isLater(a: string, b: string): boolean {
    const [lineA, lineB] = [this.lineOf(a), this.lineOf(b)];
    return lineA === lineB
      ? this.compare(a, b) > 0
      : this.compareLines(lineA, lineB) > 0;
  }

  /** What a line was declared with, if it was declared. */
  contractOf(line: string): string | undefined {
    return this.#declared.find(({ version }) => version === line)?.contract;
  }

  #firstOf(version: string): number {
    return this.#firstMs.get(version) ?? 0;
  }
}
