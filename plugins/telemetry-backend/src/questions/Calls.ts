import { Calls as CallsData } from '@sextant/plugin-telemetry-common';
import { Asking, Origin } from '@sextant/plugin-telemetry-node';
import { Reader } from '../access/Readable';
import { ServiceDirectory } from '../access/ServiceDirectory';
import { Joined, withData } from '../asking/partial';
import { Scope } from '../asking/scope';
import { callTable } from '../figures/callTable';
import { environmentWord, versionWord } from '../naming/words';
import { Traces } from './Traces';

/** Who calls a service, and whom it calls, with who owns them. */
export class Calls {
  readonly #traces: Traces;
  readonly #directory: ServiceDirectory;

  constructor(traces: Traces, directory: ServiceDirectory) {
    this.#traces = traces;
    this.#directory = directory;
  }

  async of(
    scope: Scope,
    reader: Reader,
    asking: Asking,
  ): Promise<Joined<CallsData>> {
    const { telemetryName } = scope.service;
    const found = await this.#traces.calls(
      {
        environment: scope.environment,
        range: scope.range,
        endsAt: [telemetryName],
      },
      asking,
    );
    const names = new Set(
      found.data.flatMap(({ row: { from, to } }) =>
        from ? [from.service, to.service] : [to.service],
      ),
    );
    const readable = await reader.namesOf(names, 'figures');
    const claims = await this.#directory.byNames([...readable]);
    const { versions, environment } = scope;
    // The chosen versions are the service's own, at whichever end it stands. A source that counts calls
    // between services only may be right about any of them: its answer says that it does.
    const isChosen = (end: Origin, tellsAll: boolean) =>
      (versions === undefined ||
        versions.includes(versionWord(end.version)) ||
        (!end.version && !tellsAll)) &&
      (environment === undefined ||
        environment === environmentWord(end.environment) ||
        (!end.environment && !tellsAll));
    const chosen = found.data.filter(
      ({ row: { from, to }, isWhole }) =>
        (to.service === telemetryName && isChosen(to, isWhole)) ||
        (from?.service === telemetryName && isChosen(from, isWhole)),
    );
    return withData(
      found,
      callTable(chosen, telemetryName, readable, service => {
        const [claim] = claims.get(service) ?? [];
        return claim
          ? {
              entityRef: claim.entityRef,
              ...(claim.owner ? { owner: claim.owner } : {}),
            }
          : {};
      }),
    );
  }
}
