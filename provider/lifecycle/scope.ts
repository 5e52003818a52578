// FailoverScope: one scope in one resource.
import { parseScopeName, networkAddress } from "../core/address.js";
import { parseKeepPatterns } from "../core/keep.js";
import { messages } from "../core/messages.js";
import type { Configuration, Relationship } from "../core/model.js";
import { replaceUnprintable } from "../core/printable.js";
import { blaming } from "../core/refused.js";
import { planMembership, findRelationship, findRelationshipOf } from "../core/relationship.js";
import { requireRelationship, findScope, requireScope } from "../core/select.js";
import { formatPlan } from "../core/text.js";
import { writesBothServers, type Drivers } from "../drivers/index.js";
import { scopeShape, type ScopeArgs } from "./arguments.js";
import type { Kind } from "./kind.js";
import { replicated } from "./replicated.js";
import type { Seen } from "./seen.js";
import type { Operation } from "./operation.js";

const kind = (drivers: Drivers): Kind<ScopeArgs> => ({
  name: "FailoverScope",
  shape: scopeShape,
  needed: ({ scopeId }) => ({ scopes: [networkAddress(scopeId)], relationships: [] }),
  extent(args, { configuration: primary }, { configuration: partner }) {
    const keep = blaming("keep", () => parseKeepPatterns(args.keep ?? [], primary, partner));
    const scope = blaming("scopeId", () => scopeOf(args, primary, partner));
    if (args.relationship !== undefined)
      blaming("relationship", () =>
        writesBothServers(drivers, args.primary)
          ? requireRelationship(args.relationship!, primary, "primary")
          : mayBeIn(args.relationship!, scope, primary, partner),
      );
    return { scopes: [scope], settings: false, isIgnored: keep };
  },
  onPrimary(args, primary, partner) {
    const name = args.relationship;
    const scope = scopeOf(args, primary, partner);
    const [here, there] = [findRelationship(primary, name), findRelationship(partner, name)];
    if (name === undefined || !here || primary.scopes[scope] === undefined) return [];
    if (!isMember(scope, here)) return [planMembership(name, scope, true)];
    // Half of what makes a member did not come to the partner: it is said once more.
    return writesBothServers(drivers, args.primary) && there && !isMember(scope, there)
      ? [planMembership(name, scope, true, true)]
      : [];
  },
  writesPrimary: (args) => args.relationship !== undefined,
  mirrored: (args) => writesBothServers(drivers, args.primary),
  remembered: (args, base, partner) => ({
    scopes: Object.keys(base.scopes),
    settings: false,
    isIgnored: parseKeepPatterns(args.keep ?? [], base, partner),
  }),
  shown: formatPlan,
  unpruned: () => [],
  settings: () => "report",
  id: (_args, [seen]) => identity(seen!),
  replacedBy(id, seen, samePartner) {
    if (!id.endsWith(` ${seen.extent.scopes[0]}`)) return ["scopeId"];
    return samePartner ? [] : ["partner"];
  },
  outputs: (args, [one]) => ({
    relationship:
      args.relationship ??
      findRelationshipOf(one!.seen.extent.scopes[0]!, one!.seen.primary.configuration) ??
      "",
  }),
  removal(args, base, partner, claimed) {
    const scope = Object.keys(base?.scopes ?? {})[0];
    const current = scope === undefined ? undefined : partner.scopes[scope];
    if (
      args.onDelete !== "remove" ||
      scope === undefined ||
      current === undefined ||
      claimed(scope)
    )
      return [];
    return [{ place: { kind: "scope", key: scope }, path: [], current }];
  },
});

const isMember = (scope: string, { scopes, missing = [] }: Relationship): boolean =>
  scopes.includes(scope) || missing.includes(networkAddress(scope));

/** Fixed when the resource is created: which server the partner is, whatever its address, and which scope. The CLI prints it as it is. */
const identity = ({ partner, extent }: Seen): string =>
  replaceUnprintable(`${(partner.lastingIdentities ?? [partner.identity])[0]} ${extent.scopes[0]}`);

function scopeOf(args: ScopeArgs, primary: Configuration, partner: Configuration): string {
  try {
    return requireScope(args.scopeId, primary, "primary");
  } catch (unknown) {
    const gone = findScope(args.scopeId, partner);
    if (gone === undefined)
      throw args.force && parseScopeName(args.scopeId)
        ? messages.scopeNowhere(args.scopeId)
        : unknown;
    if (!args.force) throw messages.scopeGone(args.scopeId);
    return gone;
  }
}

/** A scope that is in another relationship moves, where both servers are in this one and the primary is in several. */
function mayBeIn(
  name: string,
  scope: string,
  primary: Configuration,
  partner: Configuration,
): void {
  const { scopes } = requireRelationship(name, primary, "primary");
  if (scopes.includes(scope)) return;
  if (Object.keys(primary.relationships).length < 2 || !Object.hasOwn(partner.relationships, name))
    throw messages.notInRelationship(scope, name);
}

export const scope = (operation: Operation) => replicated(kind(operation.drivers), operation);
