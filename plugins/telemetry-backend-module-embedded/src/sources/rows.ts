import { Choice, Origin } from '@sextant/plugin-telemetry-node';
import { Knex } from 'knex';

/** A row as the databases give it. */
export type Row = Record<string, unknown>;

/** What a stored row says of where it comes from. */
export function originOf(row: Row): Origin {
  return {
    service: String(row.service),
    environment: stored(row.environment),
    version: stored(row.version),
  };
}

/** Undefined for what telemetry did not say. */
export function stored(value: unknown): string | undefined {
  return value === '' || value === null || value === undefined
    ? undefined
    : String(value);
}

/** Conditions of a raw query, with what is bound to them. */
export class Conditions {
  readonly #parts: string[] = [];
  readonly bindings: Array<string | number> = [];

  /** A condition with its own bindings. */
  and(condition: string, ...bindings: Array<string | number>): this {
    this.#parts.push(condition);
    this.bindings.push(...bindings);
    return this;
  }

  /** One of several wanted values; nothing is asked where none were chosen. */
  in(column: string, choices: readonly Choice[] | undefined): this {
    if (choices === undefined) {
      return this;
    }
    return choices.length === 0
      ? this.and('1 = 0')
      : this.and(
          `${column} IN (${choices.map(() => '?').join(',')})`,
          ...choices.map(choice => choice ?? ''),
        );
  }

  /** One of several values in either of two columns. */
  either(one: string, other: string, values: readonly string[]): this {
    const marks = values.map(() => '?').join(',');
    return values.length === 0
      ? this.and('1 = 0')
      : this.and(
          `(${one} IN (${marks}) OR ${other} IN (${marks}))`,
          ...values,
          ...values,
        );
  }

  get sql(): string {
    return this.#parts.length > 0 ? this.#parts.join(' AND ') : '1 = 1';
  }
}

/** As {@link Conditions.in}, for a query builder. */
export function whereChosen(
  builder: Knex.QueryBuilder,
  column: string,
  choices: readonly Choice[] | undefined,
) {
  if (choices) {
    builder.whereIn(
      column,
      choices.map(choice => choice ?? ''),
    );
  }
}
