// The names by which a report calls the servers of a pair.
import { basename } from "node:path";
import { isIP } from "node:net";
import type { Snapshot } from "../../drivers/driver.js";
import type { ServerArgs } from "../../lifecycle/arguments.js";

/** A server as the report is to call it. */
export interface NameableServer {
  /** Its name in a stack file, which wins. */
  readonly name?: string;
  readonly args: ServerArgs;
  /** Its address as people wrote it. */
  readonly text: string;
  /** Absent where it could not be read. */
  readonly snapshot?: Snapshot;
}

export interface PairNames {
  readonly primary: string;
  readonly partner: string;
}

/**
 * Names two servers: by their own names in failover, otherwise by the shortest part of their
 * addresses in which they differ. A server that could not be read has the name that the other one
 * has for it, so that its name does not change with its state.
 */
export function chooseNames(primary: NameableServer, partner: NameableServer): PairNames {
  const [ours, theirs] = [primary, partner].map(ownNames) as [OwnNames, OwnNames];
  const candidates = [
    [primary.name, partner.name],
    [ours.self ?? theirs.partner, theirs.self ?? ours.partner],
    ...addressNames(primary).map((name, i) => [name, addressNames(partner)[i]] as const),
  ] as const;
  const found = candidates.find(
    ([one, other]) => one !== undefined && other !== undefined && one !== other,
  );
  const [first, second] = found ?? ["primary", "partner"];
  return { primary: first!, partner: second! };
}

interface OwnNames {
  readonly self?: string;
  readonly partner?: string;
}

/** Returns the names in failover that are the same in all relationships of a server. */
function ownNames({ snapshot }: NameableServer): OwnNames {
  const all = Object.values(snapshot?.configuration.relationships ?? {});
  const onlyOne = (names: readonly (string | undefined)[]): string | undefined =>
    new Set(names).size === 1 ? names[0] : undefined;
  const [self, partner] = [
    onlyOne(all.map((one) => one.self)),
    onlyOne(all.map((one) => one.partner)),
  ];
  return {
    ...(self !== undefined && { self }),
    ...(partner !== undefined && { partner }),
  };
}

/** Returns the names that an address gives, from the shortest to the whole. */
function addressNames({ args, text }: NameableServer): readonly (string | undefined)[] {
  const { url, path, computerName } = args;
  if (typeof path === "string")
    return [basename(path).replace(/\.[^.]*$/, ""), basename(path), text];
  const address = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  const host = address?.hostname || (typeof computerName === "string" ? computerName : "");
  if (host === "") return [undefined, undefined, text];
  return [isIP(host) === 0 ? host.split(".")[0] : host, host, address?.host || text];
}
