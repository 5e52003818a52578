// How many clients hold addresses of a server: of one subnet, or of all.
import { isMap, mapOf } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import { rethrowAsUserError } from "../../../transports/unanswered.js";
import type { Channel } from "../control/channel.js";
import type { KeaSnapshot } from "./read-server.js";

/**
 * Active leases of a scope: assigned and not expired. Kea counts addresses without any hook, those
 * of leases that expired a moment ago included; where it can list leases (libdhcp_lease_cmds), a
 * number above none is counted in them. Nothing where it does not count.
 */
export async function countActiveLeases(
  channel: Channel,
  { current: held, commands }: KeaSnapshot,
  scope: string,
  now = Date.now(),
): Promise<number | undefined> {
  const id = held.parsed.configuration.scopes[scope]?.properties.id;
  if (typeof id !== "number") return 0;
  const name = `subnet[${id}].assigned-addresses`;
  const statistics = await channel.ask("statistic-get", { name });
  const samples: Json | undefined = isMap(statistics) ? statistics[name] : undefined;
  if (samples === undefined) return undefined;
  const counted = latestSample(samples);
  if (counted === 0 || !commands.has("lease4-get-all")) return counted;
  const { result, arguments: found } = await channel
    .send("lease4-get-all", { subnets: [id] })
    .catch(rethrowAsUserError);
  if (result !== 0 && result !== 3) return counted;
  const leases =
    isMap(found) && Array.isArray(found.leases) ? (found.leases as readonly Json[]) : [];
  return leases.filter(
    (lease) =>
      isMap(lease) &&
      lease.state === 0 &&
      Number(lease.cltt) + Number(lease["valid-lft"]) > now / 1000,
  ).length;
}

/**
 * How many leases a server counts, over all subnets. Where libdhcp_stat_cmds is loaded that is a
 * small question. Not known: none are counted in.
 */
export async function countLeases(
  channel: Channel,
  commands: ReadonlySet<string>,
): Promise<number> {
  try {
    if (!commands.has("stat-lease4-get")) return sumLeases(await channel.ask("statistic-get-all"));
    const { result, arguments: found } = await channel.send("stat-lease4-get");
    return result === 0 ? sumRows(found) : 0;
  } catch {
    return 0;
  }
}

/** Assigned addresses, from a table with its columns' names. */
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

/** A statistic is a list of samples, the latest first, each a value and a time. */
function latestSample(samples: Json | undefined): number {
  const [newest] = Array.isArray(samples) ? samples : [];
  const [value] = Array.isArray(newest) ? newest : [];
  return typeof value === "number" ? value : 0;
}
