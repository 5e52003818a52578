// Partners that the primary writes by its own replication: the request to it, and the guards.
import { messages, type UserError } from "../core/messages.js";
import type { Selection } from "../core/compare.js";
import type { Configuration, Plan, ScopeId } from "../core/model.js";
import { findRelationship } from "../core/relationship.js";
import { withRelationshipsTo, type ScopeChoice } from "../core/select.js";
import type { NativeReplicationRequest } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import type { PairComparison } from "./comparison.js";
import type { Operation } from "./operation.js";

/** The arguments that matter to a server's own replication. */
interface NativeOptions {
  readonly method?: "direct" | "native";
  readonly throttleLimit?: number;
  readonly keep?: readonly string[];
  readonly prune?: boolean | "refuse";
  readonly serverSettings?: string;
}

interface NativeArgs extends NativeOptions {
  readonly primary: ServerArgs;
  readonly partner: ServerArgs;
  readonly partnerName?: string;
}

/** A request for a server's own replication, with the scopes that it must state as replicated. */
export type NativeRequest = NativeReplicationRequest & { readonly expected: readonly ScopeId[] };

/** Returns whether the primary writes the partner by its own replication. */
export const isNative = ({ method }: NativeOptions): boolean => method === "native";

/**
 * Creates the request for a server's own replication. It names scopes where some are chosen or left
 * out, and otherwise relationships: the chosen ones, or those of one of several partners.
 */
export function createNativeRequest(
  args: NativeArgs,
  choice: ScopeChoice | undefined,
  { primary, selection }: { readonly primary: Configuration; readonly selection: Selection },
): NativeRequest {
  const { names, scopeIds, exclude = [] } = choice ?? {};
  const expected = selection.scopes.filter((id) => primary.scopes[id] !== undefined);
  const { relationships } = withRelationshipsTo(args.partnerName, primary);
  const chosen = args.partnerName === undefined ? names : (names ?? Object.keys(relationships));
  const existing = chosen?.filter(
    (name) => findRelationship({ relationships }, name) !== undefined,
  );
  const choosesScopes = scopeIds !== undefined || exclude.length > 0;
  return {
    ...(choosesScopes ? { scopes: expected } : existing && { names: existing }),
    ...(args.throttleLimit !== undefined && { throttleLimit: args.throttleLimit }),
    expected,
  };
}

/** Returns an error where arguments do not go with a server's own replication. */
export function checkNativeArguments({
  keep = [],
  prune = false,
  serverSettings,
}: NativeOptions): UserError | undefined {
  if (keep.length > 0)
    return messages.nativeWith("keep", messages.nativeNoKeep()).withProperty("keep");
  if (prune === true)
    return messages.nativeWith("prune", messages.nativeNoPrune()).withProperty("prune");
  return serverSettings === "replicate"
    ? messages
        .nativeWith('serverSettings: "replicate"', messages.nativeNoSettings())
        .withProperty("serverSettings")
    : undefined;
}

/** Returns an error where a server's own replication cannot carry out a plan. */
export function checkNativePlan(
  { session, drivers }: Operation,
  args: NativeArgs,
  {
    primary,
    plan,
    selection,
  }: Pick<PairComparison, "primary" | "selection"> & { readonly plan: Plan },
): UserError | undefined {
  const [from, to] = [session.server(args.primary), session.server(args.partner)];
  const { command } = from.nativeReplication ?? {};
  const supporting = Object.keys(drivers).filter((name) => drivers[name]!.replicatesNatively);
  if (command === undefined)
    return messages.nativeUnsupported(from.label, supporting).withProperty("primary");
  if (!to.nativeReplication)
    return messages.nativeUnsupported(to.label, supporting).withProperty("partner");
  if (plan.length === 0) return undefined;
  const members = new Set(
    Object.values(
      withRelationshipsTo(args.partnerName, primary.configuration).relationships,
    ).flatMap(({ scopes }) => scopes),
  );
  const outside = selection.scopes.filter((id) => !members.has(id));
  if (outside.length > 0)
    return messages.nativeOutside(command, from.label, outside).withProperty("method");
  const shared = [
    ...new Set(plan.flatMap(({ location }) => (location.kind === "shared" ? [location.key] : []))),
  ];
  return shared.length > 0
    ? messages.nativeNeeds(command, to.label, shared).withProperty("method")
    : undefined;
}
