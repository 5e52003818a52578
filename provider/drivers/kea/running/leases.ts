// Counts the leases of a server: of one subnet, of some addresses, or of all.
import { ipv4ToNumber, numberToIpv4 } from "../../../core/address.js";
import { isMap, mapOf } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import { rethrowAsUserError } from "../../../transports/unanswered.js";
import type { Channel } from "../control/channel.js";
import { commands } from "../names.js";
import type { KeaSnapshot } from "./read-server.js";

/**
 * Returns the number of active leases of a scope: assigned and not expired. Kea counts addresses
 * without any hook, those of leases that have just expired included. Where it can list leases
 * (libdhcp_lease_cmds), a number above 0 is counted again in that list. Returns nothing where Kea
 * does not count.
 */
export async function countActiveLeases(
  channel: Channel,
  { current, commands: available }: KeaSnapshot,
  scope: string,
  now = Date.now(),
): Promise<number | undefined> {
  const id = current.parsed.configuration.scopes[scope]?.properties.id;
  if (typeof id !== "number") return 0;
  const name = `subnet[${id}].assigned-addresses`;
  const statistics = await channel.ask(commands.statistic, { name });
  const samples: Json | undefined = isMap(statistics) ? statistics[name] : undefined;
  if (samples === undefined) return undefined;
  const counted = latestSample(samples);
  if (counted === 0 || !available.has(commands.leasesOfSubnets)) return counted;
  const { result, arguments: found } = await channel
    .send(commands.leasesOfSubnets, { subnets: [id] })
    .catch(rethrowAsUserError);
  if (result !== 0 && result !== 3) return counted;
  const leases =
    isMap(found) && Array.isArray(found.leases) ? (found.leases as readonly Json[]) : [];
  return leases.filter((lease) => isActive(lease, now)).length;
}

const isActive = (lease: Json, now: number): boolean =>
  isMap(lease) && lease.state === 0 && Number(lease.cltt) + Number(lease["valid-lft"]) > now / 1000;

/** Leases that one question asks for: it takes Kea some milliseconds. */
const pageSize = 1_000;
/** Questions after which the number stays unknown. */
const maxPages = 100;

/**
 * Counts the active leases from one address to another, a page at a time. Nothing where the server
 * does not list leases by address (libdhcp_lease_cmds), or not to this user.
 */
export async function countLeasesBetween(
  channel: Channel,
  { commands: available }: Pick<KeaSnapshot, "commands">,
  [first, last]: readonly [string, string],
  now = Date.now(),
): Promise<number | undefined> {
  if (!available.has(commands.leasesByPage)) return undefined;
  let count = 0;
  let from = numberToIpv4(ipv4ToNumber(first) - 1); // a page begins behind it
  for (let page = 0; page < maxPages; page++) {
    const leases = await readPage(channel, from);
    if (leases === undefined) return undefined;
    const within = leases.filter((lease) => leasedAddress(lease) <= ipv4ToNumber(last));
    count += within.filter((lease) => isActive(lease, now)).length;
    if (within.length < pageSize) return count;
    from = numberToIpv4(leasedAddress(within.at(-1)!));
  }
  return undefined;
}

/** Reads the leases behind an address, in order; none where there are none, nothing on an error. */
async function readPage(channel: Channel, from: string): Promise<readonly Json[] | undefined> {
  const answer = await channel
    .send(commands.leasesByPage, { from, limit: pageSize })
    .catch(() => undefined);
  if (answer?.result === 3) return [];
  const leases = answer?.result === 0 ? mapOf(answer.arguments).leases : undefined;
  return Array.isArray(leases) ? (leases as readonly Json[]) : undefined;
}

const leasedAddress = (lease: Json): number => ipv4ToNumber(String(mapOf(lease)["ip-address"]));

/**
 * Returns the number of leases of all subnets; 0 where it is unknown. With libdhcp_stat_cmds the
 * answer is short.
 */
export async function countAllLeases(
  channel: Channel,
  available: ReadonlySet<string>,
): Promise<number> {
  try {
    if (!available.has(commands.leaseStatistics))
      return sumLeases(await channel.ask(commands.statistics));
    const { result, arguments: found } = await channel.send(commands.leaseStatistics);
    return result === 0 ? sumRows(found) : 0;
  } catch {
    return 0;
  }
}

/** Returns the assigned addresses in a table with the names of its columns. */
function sumRows(found: Json | undefined): number {
  const set = isMap(found) ? found["result-set"] : undefined;
  const { columns, rows } = mapOf(set);
  const at = Array.isArray(columns) ? columns.indexOf("assigned-addresses") : -1;
  return at < 0 || !Array.isArray(rows)
    ? 0
    : (rows as readonly (readonly Json[])[]).reduce((sum, row) => sum + Number(row[at] ?? 0), 0);
}

function sumLeases(statistics: Json | undefined): number {
  if (!isMap(statistics)) return 0;
  return Object.entries(statistics).reduce(
    (sum, [name, samples]) =>
      /^subnet\[\d+\]\.assigned-addresses$/.test(name) ? sum + latestSample(samples) : sum,
    0,
  );
}

/**
 * Returns the latest value of a statistic: an array of samples, the latest first, with their times.
 */
function latestSample(samples: Json | undefined): number {
  const [newest] = Array.isArray(samples) ? samples : [];
  const [value] = Array.isArray(newest) ? newest : [];
  return typeof value === "number" ? value : 0;
}
