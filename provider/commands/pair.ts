// The servers of a command as they were read: their names in a stack file, and the relationships
// that they share.
import { basename } from "node:path";
import { messages } from "../core/messages.js";
import type { Snapshot } from "../drivers/driver.js";
import type { Session } from "../lifecycle/session.js";
import type { CommandServer } from "./servers.js";

/** A server of the command line that was read. */
export interface ReadServer extends CommandServer {
  /** Its name in the stack file. */
  readonly name: string;
  readonly snapshot: Snapshot;
}

/** A partner that was read. */
export interface ReadPartner extends ReadServer {
  /** The name that the primary's relationship gives it; undefined if the primary has none. */
  readonly peerName: string | undefined;
  /** Names of the relationships that it shares with the primary. */
  readonly relationships: readonly string[];
}

export interface ReadServers {
  readonly primary: ReadServer;
  readonly partners: readonly ReadPartner[];
}

/**
 * Reads the servers. Throws if two are the same server, or if several partners have no relationship
 * of their own.
 */
export async function readSnapshots(
  session: Session,
  primary: CommandServer,
  partners: readonly CommandServer[],
): Promise<ReadServers> {
  const servers = [primary, ...partners];
  const snapshots = await Promise.all(servers.map(({ reached }) => session.read(reached)));
  assertDifferentServers(session, servers, snapshots);
  const names = chooseNames(servers, snapshots);
  const primarySnapshot = snapshots[0]!;
  const readPartners = partners.map(
    (partner, index): ReadPartner => ({
      ...partner,
      name: names[index + 1]!,
      snapshot: snapshots[index + 1]!,
      ...relate(primarySnapshot, snapshots[index + 1]!),
    }),
  );
  assertOwnRelationships(primary, readPartners);
  return {
    primary: { ...primary, name: names[0]!, snapshot: primarySnapshot },
    partners: readPartners,
  };
}

function assertDifferentServers(
  session: Session,
  servers: readonly CommandServer[],
  snapshots: readonly Snapshot[],
): void {
  for (const [index, server] of servers.entries()) {
    const same = servers.find(
      (_, earlier) =>
        earlier < index && session.isSameServer(snapshots[index]!, snapshots[earlier]!),
    );
    if (same !== undefined) throw messages.foundTwice(same.text, server.text);
  }
}

/**
 * Returns the relationships that a partner shares with the primary, and its name in the first one.
 */
function relate(
  primary: Snapshot,
  partner: Snapshot,
): Pick<ReadPartner, "peerName" | "relationships"> {
  const ofPrimary = primary.configuration.relationships;
  const relationships = Object.keys(ofPrimary).filter((name) =>
    Object.hasOwn(partner.configuration.relationships, name),
  );
  const first = relationships[0] ?? Object.keys(ofPrimary)[0];
  return { relationships, peerName: first === undefined ? undefined : ofPrimary[first]!.partner };
}

/** Throws if one of several partners has no relationship of its own with the primary. */
function assertOwnRelationships(primary: CommandServer, partners: readonly ReadPartner[]): void {
  if (partners.length === 1) return;
  const peerNames = partners.map(({ peerName }) => peerName);
  for (const [index, { text, peerName, relationships }] of partners.entries()) {
    const isOwn =
      relationships.length > 0 && peerName !== undefined && peerNames.indexOf(peerName) === index;
    if (!isOwn) throw messages.partnerUntold(text, primary.text);
  }
}

/**
 * Names the servers by their own names in failover, unless two have the same, as a server and a
 * copy of its configuration have. Otherwise by their addresses and files or, if those are equal as
 * well, by their roles.
 */
function chooseNames(
  servers: readonly CommandServer[],
  snapshots: readonly Snapshot[],
): readonly string[] {
  const roles = servers.map((_, index) => nameRole(index, servers.length));
  const places = servers.map(
    ({ written }, index) => toPlainName(nameInAddress(written)) ?? roles[index]!,
  );
  const selves = snapshots.map(
    (snapshot, index) => toPlainName(findOwnName(snapshot)) ?? places[index]!,
  );
  return [selves, places].find((names) => new Set(names).size === names.length) ?? roles;
}

function nameRole(index: number, count: number): string {
  if (index === 0) return "primary";
  return count === 2 ? "partner" : `partner${index}`;
}

/**
 * Returns the name that a server has in all of its relationships; undefined if it has several or
 * none.
 */
function findOwnName({ configuration: { relationships } }: Snapshot): string | undefined {
  const names = new Set(Object.values(relationships).map(({ self }) => self));
  return names.size === 1 ? [...names][0] : undefined;
}

/** Returns a name that needs no quotes: the host's of a full one. */
function toPlainName(name: string | undefined): string | undefined {
  return [name, name?.split(".")[0]].find((one) => one !== undefined && isPlainName(one));
}

/** Returns whether a name needs no quotes in a stack file. */
export const isPlainName = (name: string): boolean => /^[A-Za-z][\w-]*$/.test(name);

/** Returns the host's name in an address, or the file's in a path. */
function nameInAddress(server: Readonly<Record<string, unknown>>): string {
  const { url, path, computerName } = server;
  if (typeof path === "string") return basename(path).replace(/\.[^.]*$/, "");
  if (typeof url !== "string") return String(computerName ?? "");
  const { protocol, hostname } = new URL(url);
  return protocol === "unix:" ? "" : hostname;
}
