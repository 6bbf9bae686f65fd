/**
 * What telemetry says of where it comes from; absent = it does not say. Nobody but the core names what
 * is absent here.
 *
 * @public
 */
export interface Origin {
  /** OpenTelemetry `service.name`. */
  service: string;
  environment?: string;
  version?: string;
  instance?: string;
}

/** One wanted value; `undefined` asks for what says none. @public */
export type Choice = string | undefined;

/** True when a value is among the wanted ones; all are where nothing was chosen. @public */
export function isChosen(
  value: string | undefined,
  choices: readonly Choice[] | undefined,
): boolean {
  return choices === undefined || choices.includes(value || undefined);
}
