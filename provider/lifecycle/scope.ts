// FailoverScope: one scope in one resource.
import { parseScopeName, networkAddress } from "../core/address.js";
import { parseKeepPatterns } from "../core/keep.js";
import { messages } from "../core/messages.js";
import type { Configuration, Plan, Relationship } from "../core/model.js";
import { replaceUnprintable } from "../core/printable.js";
import { nameProperty } from "../core/user-errors.js";
import { planMembership, findRelationship, findRelationshipOf } from "../core/relationship.js";
import { requireRelationship, findScope, requireScope } from "../core/select.js";
import { formatPlan } from "../core/text.js";
import { writesBothServers, type Drivers } from "../drivers/index.js";
import { scopeShape, type ScopeArgs } from "./arguments.js";
import type { ResourceDefinition } from "./resource-definition.js";
import { createReplicationProvider } from "./replication-provider.js";
import type { PairComparison } from "./comparison.js";
import type { Operation } from "./operation.js";

const defineScope = (drivers: Drivers): ResourceDefinition<ScopeArgs> => ({
  name: "FailoverScope",
  shape: scopeShape,
  readScopeOf: ({ scopeId }) => ({ scopes: [networkAddress(scopeId)], relationships: [] }),
  select(args, { configuration: primary }, { configuration: partner }) {
    const isIgnored = nameProperty("keep", () =>
      parseKeepPatterns(args.keep ?? [], primary, partner),
    );
    const scope = nameProperty("scopeId", () => findScopeId(args, primary, partner));
    if (args.relationship !== undefined)
      nameProperty("relationship", () =>
        writesBothServers(drivers, args.primary)
          ? requireRelationship(args.relationship!, primary, "primary")
          : assertMayJoin(args.relationship!, scope, primary, partner),
      );
    return { scopes: [scope], settings: false, isIgnored };
  },
  planPrimary(args, primary, partner) {
    const name = args.relationship;
    const scope = findScopeId(args, primary, partner);
    const onPrimary = findRelationship(primary, name);
    const onPartner = findRelationship(partner, name);
    if (name === undefined || !onPrimary || primary.scopes[scope] === undefined) return [];
    if (!isMember(scope, onPrimary)) return [planMembership(name, scope, true)];
    // The membership reached only the primary: it is applied again.
    return writesBothServers(drivers, args.primary) && onPartner && !isMember(scope, onPartner)
      ? [planMembership(name, scope, true, true)]
      : [];
  },
  writesPrimary: (args) => args.relationship !== undefined,
  writesBothServers: (args) => writesBothServers(drivers, args.primary),
  selectRecorded: (args, base, partner) => ({
    scopes: Object.keys(base.scopes),
    settings: false,
    isIgnored: parseKeepPatterns(args.keep ?? [], base, partner),
  }),
  formatPlan,
  listExtraScopes: () => [],
  settingsPolicy: () => "report",
  createId: (_args, [pair]) => createIdOf(pair!),
  listReplacing(id, pair, isSamePartner) {
    const isSameScope = id.endsWith(` ${pair.selection.scopes[0]}`);
    if (!isSameScope) return ["scopeId"];
    return isSamePartner ? [] : ["partner"];
  },
  createOutputs: (args, [one]) => ({
    relationship:
      args.relationship ??
      findRelationshipOf(one!.pair.selection.scopes[0]!, one!.pair.primary.configuration) ??
      "",
  }),
  planRemoval: planScopeRemoval,
});

/** Plans the removal of the replicated scope, unless another resource owns it by now. */
function planScopeRemoval(
  args: ScopeArgs,
  base: Configuration | undefined,
  partner: Configuration,
  isOwned: (scope: string) => boolean,
): Plan {
  const scope = Object.keys(base?.scopes ?? {})[0];
  const current = scope === undefined ? undefined : partner.scopes[scope];
  if (args.onDelete !== "remove" || scope === undefined || current === undefined) return [];
  return isOwned(scope) ? [] : [{ location: { kind: "scope", key: scope }, path: [], current }];
}

const isMember = (scope: string, { scopes, missing = [] }: Relationship): boolean =>
  scopes.includes(scope) || missing.includes(networkAddress(scope));

/**
 * Creates the id of a resource: the partner's identity, whatever its address, and the scope. The
 * CLI prints it as it is.
 */
const createIdOf = ({ partner, selection: extent }: PairComparison): string =>
  replaceUnprintable(`${(partner.lastingIdentities ?? [partner.identity])[0]} ${extent.scopes[0]}`);

function findScopeId(args: ScopeArgs, primary: Configuration, partner: Configuration): string {
  try {
    return requireScope(args.scopeId, primary, "primary");
  } catch (unknown) {
    const gone = findScope(args.scopeId, partner);
    if (gone === undefined)
      throw args.force && parseScopeName(args.scopeId)
        ? messages.scopeNotFound(args.scopeId)
        : unknown;
    if (!args.force) throw messages.scopeGone(args.scopeId);
    return gone;
  }
}

/**
 * Throws where a scope cannot come under a relationship. A scope of another relationship moves,
 * where both servers are in this one and the primary is in several.
 */
function assertMayJoin(
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

/** Creates the provider of FailoverScope for one operation. */
export const scopeProvider = (operation: Operation) =>
  createReplicationProvider(defineScope(operation.drivers), operation);
