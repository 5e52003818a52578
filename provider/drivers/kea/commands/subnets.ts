// Changes of subnets and shared networks as commands of the hook library subnet_cmds (Kea manual,
// "Subnet Commands"). Each command takes one subnet without its reservations, which subnet4-update
// leaves as they are. A shared network can be added and removed, and not changed.
import { equal } from "../../../core/equal.js";
import { asMaps, keywordsWrittenWhenInherited, type KeaMap } from "../model/index.js";
import { commands, keywords } from "../names.js";
import { without, type CommandList } from "./command.js";
import { planReservationCommands } from "./reservations.js";

interface Subnet {
  readonly id: number;
  readonly raw: KeaMap;
  /** The shared network that it is in. */
  readonly network: KeaMap | undefined;
}

/**
 * Adds the commands that change subnets, shared networks and reservations. Returns the changes that
 * have no command, for people.
 */
export function planSubnets(before: KeaMap, after: KeaMap, list: CommandList): readonly string[] {
  const networks = planNetworks(before, after, list);
  const [former, desired] = [readSubnets(before), readSubnets(after)];
  if (former === undefined || desired === undefined) return ["a subnet without an id"];
  const reasons = [...networks];
  for (const [id, subnet] of former) if (!desired.has(id)) removeSubnet(subnet, reasons, list);
  for (const [id, subnet] of desired) {
    const old = former.get(id);
    if (old === undefined) addSubnet(subnet, reasons, list);
    else if (old.raw !== subnet.raw || old.network?.name !== subnet.network?.name)
      changeSubnet(old, subnet, reasons, list);
  }
  if (!planReservationCommands(server, [before.reservations, after.reservations], list))
    reasons.push("global reservations that share a client");
  return reasons;
}

const server = { subnetId: 0, label: "the server" };

const subnetLabel = ({ raw }: Subnet): string => `subnet ${String(raw.subnet)}`;

const networksOf = (dhcp4: KeaMap): readonly KeaMap[] =>
  asMaps(dhcp4[keywords.sharedNetworks], keywords.sharedNetworks);

function readSubnets(dhcp4: KeaMap): ReadonlyMap<number, Subnet> | undefined {
  const found = new Map<number, Subnet>();
  const parents = [undefined, ...networksOf(dhcp4)];
  for (const network of parents)
    for (const raw of asMaps((network ?? dhcp4)[keywords.subnets], keywords.subnets)) {
      if (typeof raw.id !== "number" || found.has(raw.id)) return undefined;
      found.set(raw.id, { id: raw.id, raw, network });
    }
  return found;
}

function planNetworks(before: KeaMap, after: KeaMap, list: CommandList): readonly string[] {
  const byName = (dhcp4: KeaMap) =>
    new Map(networksOf(dhcp4).map((raw) => [String(raw.name), without(raw, keywords.subnets)]));
  const [former, desired] = [byName(before), byName(after)];
  const changed: string[] = [];
  for (const name of former.keys())
    if (!desired.has(name))
      list.add("removeNetworks", {
        name: commands.networkDelete,
        arguments: { name },
        object: `shared network ${name}`,
      });
  for (const [name, raw] of desired) {
    const old = former.get(name);
    if (old === undefined)
      list.add("addNetworks", {
        name: commands.networkAdd,
        arguments: { [keywords.sharedNetworks]: [raw] },
        object: `shared network ${name}`,
      });
    else if (!equal(old, raw)) changed.push(`shared network ${name}`);
  }
  return changed;
}

function removeSubnet(subnet: Subnet, reasons: string[], list: CommandList): void {
  changeReservations(subnet, [subnet.raw.reservations, []], reasons, list);
  if (subnet.network !== undefined) leaveNetwork(subnet, list);
  list.add("removeSubnets", {
    name: commands.subnetDelete,
    arguments: { id: subnet.id },
    object: subnetLabel(subnet),
  });
}

function addSubnet(subnet: Subnet, reasons: string[], list: CommandList): void {
  list.add("addSubnets", {
    name: commands.subnetAdd,
    arguments: { [keywords.subnets]: [complete(subnet)] },
    object: subnetLabel(subnet),
  });
  if (subnet.network !== undefined) joinNetwork(subnet, list);
  changeReservations(subnet, [[], subnet.raw.reservations], reasons, list);
}

function changeSubnet(old: Subnet, subnet: Subnet, reasons: string[], list: CommandList): void {
  if (old.raw.subnet !== subnet.raw.subnet) {
    reasons.push(`the prefix of ${subnetLabel(old)}`);
    return;
  }
  changeReservations(subnet, [old.raw.reservations, subnet.raw.reservations], reasons, list);
  const isMoved = old.network?.name !== subnet.network?.name;
  if (isMoved && old.network !== undefined) leaveNetwork(old, list);
  if (isMoved && subnet.network !== undefined) joinNetwork(subnet, list);
  if (
    !isMoved &&
    equal(without(old.raw, keywords.reservations), without(subnet.raw, keywords.reservations))
  )
    return;
  list.add("updateSubnets", {
    name: commands.subnetUpdate,
    arguments: { [keywords.subnets]: [complete(subnet)] },
    object: subnetLabel(subnet),
  });
}

function changeReservations(
  subnet: Subnet,
  lists: Parameters<typeof planReservationCommands>[1],
  reasons: string[],
  list: CommandList,
): void {
  if (!planReservationCommands({ subnetId: subnet.id, label: subnetLabel(subnet) }, lists, list))
    reasons.push(`reservations of ${subnetLabel(subnet)} that share a client`);
}

const leaveNetwork = (subnet: Subnet, list: CommandList): void =>
  list.add("leaveNetworks", {
    name: commands.networkSubnetDelete,
    arguments: { name: subnet.network!.name!, id: subnet.id },
    object: subnetLabel(subnet),
  });

const joinNetwork = (subnet: Subnet, list: CommandList): void =>
  list.add("joinNetworks", {
    name: commands.networkSubnetAdd,
    arguments: { name: subnet.network!.name!, id: subnet.id },
    object: subnetLabel(subnet),
  });

/**
 * Values that a shared network hands down while a configuration is loaded, and that a command takes
 * from the server alone. Seen on 3.0.3: after a subnet4-update without them a subnet had the
 * server's lifetimes and not its network's.
 */
const inheritedOnLoading = [...keywordsWrittenWhenInherited, "interface"];

/** Returns a subnet as a command takes it: without reservations, with its network's values. */
function complete({ raw, network = {} }: Subnet): KeaMap {
  const inherited = Object.fromEntries(
    inheritedOnLoading.flatMap((name) =>
      raw[name] === undefined && network[name] !== undefined ? [[name, network[name]]] : [],
    ),
  );
  return { ...inherited, ...without(raw, keywords.reservations) };
}
