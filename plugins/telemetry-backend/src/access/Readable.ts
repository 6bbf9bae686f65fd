import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  telemetryReadContentPermission,
  telemetryReadPermission,
  telemetryReadUnregisteredPermission,
} from '@sextant/plugin-telemetry-common';
import { EntityHints } from '@sextant/plugin-telemetry-node';
import { createHmac, randomBytes } from 'node:crypto';
import { Claim, ServiceDirectory } from './ServiceDirectory';

/** Stands for what the reader may not see. */
export const HIDDEN = '(not allowed)';

/**
 * What is read of a service: `figures` are its versions, rates, errors, latency and callers; `content`
 * is what its requests and lines say.
 */
export type Depth = 'figures' | 'content';

/** A service that its reader may read. */
export interface ReadableService {
  entityRef: string;
  telemetryName: string;
  isRegistered: boolean;
  hints?: EntityHints;
  declared?: Claim['declared'];
}

/** What one reader may see. The one place where that is decided, of telemetry. */
export interface Reader {
  /**
   * The service of a component. One that the reader may not know of is one that nothing was heard of.
   *
   * @throws NotFoundError where there is none and none is looked for.
   */
  service(
    namespace: string,
    name: string,
    depth: Depth,
  ): Promise<ReadableService>;
  /** A service by its telemetry name; one that nothing is heard of where it may not be read. */
  byName(name: string, depth: Depth): Promise<ReadableService>;
  /** Those of some telemetry names that may be read. */
  namesOf(names: Iterable<string>, depth: Depth): Promise<ReadonlySet<string>>;
}

/**
 * Decides who may read which service's telemetry: on every component that claims the telemetry name. A
 * name is unregistered only where no component claims it.
 */
export class Readable {
  readonly #directory: ServiceDirectory;
  readonly #permissions: PermissionsService;
  readonly #secret = randomBytes(32);

  constructor(directory: ServiceDirectory, permissions: PermissionsService) {
    this.#directory = directory;
    this.#permissions = permissions;
  }

  for(credentials: BackstageCredentials): Reader {
    return {
      service: (namespace, name, depth) =>
        this.#service(namespace, name, depth, credentials),
      byName: (name, depth) => this.#byName(name, depth, credentials),
      namesOf: (names, depth) => this.#namesOf(names, depth, credentials),
    };
  }

  async #service(
    namespace: string,
    name: string,
    depth: Depth,
    credentials: BackstageCredentials,
  ): Promise<ReadableService> {
    const { entityRef, telemetryName, claim, claims } =
      await this.#directory.byRef(namespace, name);
    // Nobody's name, by the reference that it would be registered under.
    const isUnclaimed =
      claim === undefined &&
      claims.length === 0 &&
      namespace.toLocaleLowerCase('en-US') === 'default';
    // As much is done for a name that nobody claims as for one that somebody does.
    const nothing = this.#nameOfNothing(entityRef);
    const probe = { entityRef, telemetryName };
    const [isAllowed, mayReadUnregistered] = await this.#mayRead(
      [claims, [], ...(claims.length === 0 ? [[probe]] : [])],
      depth,
      credentials,
    );
    if (isAllowed && (claim !== undefined || isUnclaimed)) {
      return {
        entityRef,
        telemetryName,
        isRegistered: claim !== undefined,
        hints: claim?.hints,
        declared: claim?.declared,
      };
    }
    if (!mayReadUnregistered) {
      throw new NotFoundError(
        `No service ${entityRef}, or it may not be read by you`,
      );
    }
    // Who may look for any name is answered as for one that nothing was heard of: with the same words, after
    // the same work. A refusal that comes sooner would tell that there is something to refuse.
    return {
      entityRef,
      telemetryName: nothing,
      isRegistered: false,
    };
  }

  /** Nobody can send under it: it is another in each process. */
  #nameOfNothing(entityRef: string): string {
    return createHmac('sha256', this.#secret).update(entityRef).digest('hex');
  }

  async #byName(
    name: string,
    depth: Depth,
    credentials: BackstageCredentials,
  ): Promise<ReadableService> {
    const [claim] = (await this.#directory.byNames([name])).get(name) ?? [];
    const readable = await this.#namesOf([name], depth, credentials);
    const entityRef = `component:default/${name}`;
    // As much is asked for what may not be read as for what nothing was heard of.
    return readable.has(name)
      ? {
          entityRef: claim?.entityRef ?? entityRef,
          telemetryName: name,
          isRegistered: claim !== undefined,
          hints: claim?.hints,
        }
      : {
          entityRef,
          telemetryName: this.#nameOfNothing(entityRef),
          isRegistered: false,
        };
  }

  async #namesOf(
    names: Iterable<string>,
    depth: Depth,
    credentials: BackstageCredentials,
  ): Promise<ReadonlySet<string>> {
    const all = [...new Set(names)];
    const claims = await this.#directory.byNames(all);
    const decisions = await this.#mayRead(
      all.map(name => claims.get(name) ?? []),
      depth,
      credentials,
    );
    return new Set(all.filter((_, at) => decisions[at]));
  }

  /** For each list of claims to a name, whether all of them allow it. */
  async #mayRead(
    names: ReadonlyArray<readonly Claim[]>,
    depth: Depth,
    credentials: BackstageCredentials,
  ): Promise<boolean[]> {
    const permissions = [
      catalogEntityReadPermission,
      telemetryReadPermission,
      ...(depth === 'content' ? [telemetryReadContentPermission] : []),
    ];
    const refs = [...new Set(names.flat().map(({ entityRef }) => entityRef))];
    const unregistered = names.some(claims => claims.length === 0);
    const requests = [
      ...(unregistered
        ? [{ permission: telemetryReadUnregisteredPermission }]
        : []),
      ...refs.flatMap(resourceRef =>
        permissions.map(permission => ({ permission, resourceRef })),
      ),
    ];
    const decisions =
      requests.length > 0
        ? await this.#permissions.authorize(requests, { credentials })
        : [];
    const allowed = new Map<string, boolean>();
    let mayReadUnregistered = false;
    for (const [at, request] of requests.entries()) {
      const isAllowed = decisions[at].result === AuthorizeResult.ALLOW;
      if ('resourceRef' in request) {
        const { resourceRef } = request;
        allowed.set(
          resourceRef,
          (allowed.get(resourceRef) ?? true) && isAllowed,
        );
      } else {
        mayReadUnregistered = isAllowed;
      }
    }
    return names.map(claims =>
      claims.length === 0
        ? mayReadUnregistered
        : claims.every(({ entityRef }) => allowed.get(entityRef) === true),
    );
  }
}
