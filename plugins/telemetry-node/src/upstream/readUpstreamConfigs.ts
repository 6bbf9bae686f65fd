import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readFileSync } from 'node:fs';

/** How one server is reached. @public */
export interface UpstreamConfig {
  /** The vendor, as people call it: `Prometheus`. */
  kind: string;
  /** Unique among the servers of its kind. */
  name: string;
  /** Without a slash at the end. */
  url: string;
  /** Servers with the same data: alternatives, of which one is asked. */
  replicas: string[];
  /** Credentials and tenants included. */
  headers: Record<string, string>;
  /** PEM of the authority that signed its certificate. */
  ca?: string;
  /** How long an answer may take. */
  deadlineMs: number;
  /** Requests at once; more wait. */
  maxConcurrent: number;
  /** Environments it holds telemetry of; all when undefined. */
  environments?: string[];
  /** Values of `X-Scope-OrgID`; asked one by one where several are not allowed together. */
  tenants: string[];
  /** How long an answer stays good. */
  refreshMs: number;
  /** Links into user interfaces, with placeholders in braces. */
  links: Record<string, string>;
  /** What else stands in this server's configuration. */
  config: Config;
}

const MIN_DEADLINE_S = 1;
const MAX_DEADLINE_S = 120;

/**
 * Reads `<key>.upstreams`.
 *
 * @param key - E.g. `telemetry.prometheus`.
 * @throws InputError with the key, what was found and what is allowed.
 * @public
 */
export function readUpstreamConfigs(
  root: Config,
  key: string,
  kind: string,
): UpstreamConfig[] {
  const section = root.getOptionalConfig(key);
  const upstreams = (section?.getOptionalConfigArray('upstreams') ?? []).map(
    (config, index) => readOne(config, `${key}.upstreams[${index}]`, kind),
  );
  const names = new Set<string>();
  for (const { name } of upstreams) {
    if (names.has(name)) {
      throw new InputError(
        `${key}.upstreams: found the name ${name} twice, allowed once`,
      );
    }
    names.add(name);
  }
  return upstreams;
}

function readOne(config: Config, path: string, kind: string): UpstreamConfig {
  const url = addressOf(config.getString('url'), `${path}.url`);
  const replicas = (config.getOptionalStringArray('replicas') ?? []).map(
    (replica, at) => addressOf(replica, `${path}.replicas[${at}]`),
  );
  const tenants =
    config.getOptionalStringArray('tenants') ??
    [config.getOptionalString('tenant') ?? []].flat();
  const wrong = tenants.find(tenant => /[^\w.*'()!-]/.test(tenant));
  if (wrong !== undefined) {
    throw new InputError(
      `${path}.tenants: found "${wrong}", allowed letters, digits and _ . - * ' ( ) !`,
    );
  }
  const caFile = config.getOptionalString('tls.caFile');
  return {
    kind,
    name: config.getString('name'),
    url,
    replicas,
    headers: headersOf(config, path),
    ca: caFile ? readFileSync(caFile, 'utf8') : undefined,
    deadlineMs:
      seconds(config, path, 'deadline', 10, MIN_DEADLINE_S, MAX_DEADLINE_S) *
      1000,
    maxConcurrent: wholeNumber(config, path, 'maxConcurrent', 10, 1, 1_000),
    environments: config.getOptionalStringArray('environments'),
    tenants,
    refreshMs: seconds(config, path, 'refresh', 15, 1, 3600) * 1000,
    links: Object.fromEntries(
      (config.getOptionalConfig('links')?.keys() ?? []).map(name => [
        name,
        config.getString(`links.${name}`),
      ]),
    ),
    config,
  };
}

function headersOf(config: Config, path: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of config.getOptionalConfig('headers')?.keys() ?? []) {
    headers[name.toLocaleLowerCase('en-US')] = config.getString(
      `headers.${name}`,
    );
  }
  const bearer = config.getOptionalString('bearer');
  const basic = config.getOptionalConfig('basic');
  if (bearer && basic) {
    throw new InputError(`${path}: found bearer and basic, allowed one`);
  }
  if (bearer) {
    headers.authorization = `Bearer ${bearer}`;
  }
  if (basic) {
    const pair = `${basic.getString('username')}:${basic.getString(
      'password',
    )}`;
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  return headers;
}

function addressOf(url: string, path: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new InputError(`${path}: found "${url}", allowed an http(s) address`);
  }
  return url.replace(/\/+$/, '');
}

/**
 * @throws InputError with the key, what was found and what is allowed.
 * @public
 */
export function wholeNumber(
  config: Config,
  path: string,
  key: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const value = config.getOptionalNumber(key) ?? fallback;
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new InputError(
      `${path}.${key}: found ${value}, allowed a whole number from ${min} to ${max}`,
    );
  }
  return value;
}

/** A duration such as `15s` or `2m`. */
function seconds(
  config: Config,
  path: string,
  key: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const text = config.getOptionalString(key);
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m)$/.exec(text ?? '') ?? [];
  const value = text ? Number(amount) * (unit === 'm' ? 60 : 1) : fallback;
  if (!(value >= min && value <= max)) {
    throw new InputError(
      `${path}.${key}: found "${text}", allowed ${min}s to ${max}s, e.g. 10s`,
    );
  }
  return value;
}
