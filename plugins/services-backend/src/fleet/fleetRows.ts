import { parseEntityRef } from '@backstage/catalog-model';
import { DeploymentRecord } from '@sextant/plugin-deployments-common';
import { DataSet, FleetRow } from '@sextant/plugin-services-common';
import { FleetEntry } from '@sextant/plugin-telemetry-common';
import { Pace } from '@sextant/plugin-kit-node';
import { RegisteredService } from '../registration/CatalogServices';
import { attentionOf } from './attentionOf';
import { liveVersions } from './liveVersions';

/** What is joined into rows. */
export interface FleetRowsInput {
  services: readonly RegisteredService[];
  entries: readonly FleetEntry[];
  latest: readonly DeploymentRecord[];
  dataSets: readonly DataSet[];
  /** False when not all telemetry could be asked: then nobody is called silent. */
  knowsAll: boolean;
  /** Of other environments than the shown one. */
  elsewhere: readonly FleetEntry[];
  /** YYYY-MM-DD */
  today: string;
}

const NAMES = new Intl.Collator('en-US');

/** One row per service, registered or only seen in telemetry, by name. */
export async function fleetRows(input: FleetRowsInput): Promise<FleetRow[]> {
  const entryOf = new Map(
    input.entries.flatMap(entry =>
      [entry.entityRef, ...claimsOf(entry)].map((ref): [string, FleetEntry] => [
        ref,
        entry,
      ]),
    ),
  );
  const seenIn = new Map<string, string[]>();
  for (const entry of input.elsewhere) {
    for (const ref of [entry.entityRef, ...claimsOf(entry)]) {
      seenIn.set(ref, [...(seenIn.get(ref) ?? []), entry.environment]);
    }
  }
  const latestOf = new Map(
    input.latest.map(record => [record.service, record]),
  );
  const violationsOf = new Map<string, string[]>();
  for (const dataSet of input.dataSets) {
    const known = violationsOf.get(dataSet.systemOfRecord) ?? [];
    violationsOf.set(dataSet.systemOfRecord, [...known, ...dataSet.violations]);
  }
  const registered = new Set(input.services.map(service => service.entityRef));
  const pace = new Pace();
  const shown = input.services.filter(
    service => service.isService || entryOf.has(service.entityRef),
  );
  const rows = await pace.map(shown, service =>
    toRow(
      service,
      service.entityRef,
      entryOf.get(service.entityRef),
      latestOf.get(service.entityRef),
      {
        violations: violationsOf.get(service.entityRef) ?? [],
        seenIn: [...new Set(seenIn.get(service.entityRef))],
      },
      input,
    ),
  );
  const unregistered = input.entries.filter(
    entry =>
      !registered.has(entry.entityRef) &&
      !claimsOf(entry).some(ref => registered.has(ref)),
  );
  rows.push(
    ...(await pace.map(unregistered, entry =>
      toRow(
        undefined,
        entry.entityRef,
        entry,
        latestOf.get(entry.entityRef),
        { violations: [], seenIn: [...new Set(seenIn.get(entry.entityRef))] },
        input,
      ),
    )),
  );
  await pace.breathe();
  return rows.sort((a, b) => NAMES.compare(a.name, b.name));
}

/** The components that claim an entry's telemetry name; none of what is not registered. */
export function claimsOf(entry: FleetEntry): readonly string[] {
  return entry.entityRefs ?? (entry.registered ? [entry.entityRef] : []);
}

function toRow(
  service: RegisteredService | undefined,
  entityRef: string,
  entry: FleetEntry | undefined,
  latest: DeploymentRecord | undefined,
  { violations, seenIn }: { violations: readonly string[]; seenIn: string[] },
  { knowsAll, today }: FleetRowsInput,
): FleetRow {
  const versions = liveVersions(entry?.versions ?? [], service?.registration);
  const figures = {
    registered: service !== undefined,
    versions,
    requests: entry?.requests ?? 0,
    errorRatio: entry?.errorRatio ?? null,
    recent: entry?.recent ?? { requests: 0, errorRatio: null, p95: null },
    slowness: entry?.slowness,
    alertsFiring: entry?.alertsFiring ?? null,
  };
  const { namespace, name } = parseEntityRef(entityRef);
  return {
    ...figures,
    entityRef,
    name: service?.name ?? entry?.service ?? name,
    namespace: service?.namespace ?? namespace,
    title: service?.title,
    system: service?.system,
    owner: service?.owner,
    lifecycle: service?.lifecycle,
    environment: entry?.environment,
    seenIn,
    rate: entry?.rate ?? 0,
    p95: entry?.p95 ?? null,
    errorRatioTrend: entry?.errorRatioTrend ?? [],
    p95Trend: entry?.p95Trend ?? [],
    contracts: [
      ...new Set(
        (service?.registration.versions ?? []).flatMap(({ contract }) =>
          contract ? [contract] : [],
        ),
      ),
    ],
    lastDeployment: latest && {
      id: latest.id,
      kind: latest.kind,
      version: latest.version,
      startedAt: latest.startedAt,
      actor: latest.actor,
    },
    attention: attentionOf(
      {
        ...figures,
        problems: service?.problems ?? [],
        violations,
        isQuiet: knowsAll && seenIn.length === 0,
      },
      today,
    ),
  };
}
