// How many clients hold an address of a subnet.
import { isMap } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import { refused } from "../../../transports/unanswered.js";
import type { Channel } from "../control/channel.js";
import type { Observed } from "./observe.js";
import { latest } from "./pause.js";

/**
 * Active leases of a scope: assigned and not expired. Kea counts addresses without any hook, those of leases that expired a moment ago
 * included; where it can list leases (libdhcp_lease_cmds), a number above none is counted in them. Nothing where it does not count.
 */
export async function activeLeases(channel: Channel, { held, commands }: Observed, scope: string, now = Date.now()): Promise<number | undefined> {
  const id = held.reading.configuration.scopes[scope]?.properties.id;
  if (typeof id !== "number") return 0;
  const name = `subnet[${id}].assigned-addresses`;
  const statistics = await channel.ask("statistic-get", { name });
  const samples: Json | undefined = isMap(statistics) ? statistics[name] : undefined;
  if (samples === undefined) return undefined;
  const counted = latest(samples);
  if (counted === 0 || !commands.has("lease4-get-all")) return counted;
  const { result, arguments: found } = await channel.send("lease4-get-all", { subnets: [id] }).catch(refused);
  if (result !== 0 && result !== 3) return counted;
  const leases = isMap(found) && Array.isArray(found.leases) ? (found.leases as readonly Json[]) : [];
  return leases.filter((lease) => isMap(lease) && lease.state === 0 && Number(lease.cltt) + Number(lease["valid-lft"]) > now / 1000).length;
}
