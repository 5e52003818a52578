// A partner that is written by the primary's own replication: what it must be asked for, and why it cannot be.
import { messages, type UserError } from "../core/messages.js";
import type { Plan, ScopeId } from "../core/model.js";
import { findRelationship } from "../core/relationship.js";
import { withRelationshipsTo, type ScopeChoice } from "../core/select.js";
import type { NativeReplicationRequest } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import type { Seen } from "./seen.js";
import type { Session } from "./session.js";

/** What goes with a server's own replication, or does not. */
interface Said {
  readonly method?: "direct" | "native";
  readonly throttleLimit?: number;
  readonly keep?: readonly string[];
  readonly prune?: boolean | "refuse";
  readonly serverSettings?: string;
}

interface Asked extends Said {
  readonly primary: ServerArgs;
  readonly partner: ServerArgs;
  readonly partnerName?: string;
}

/** What a server's own replication is asked for, and the scopes that it must say it replicated. */
export type Native = NativeReplicationRequest & { readonly expected: readonly ScopeId[] };

export const isNative = ({ method }: Said): boolean => method === "native";

/** By scope where some are chosen or left out, by name where relationships are, and for one of several partners by the names of those it is in. */
export function nativeOrder(
  args: Asked,
  choice: ScopeChoice | undefined,
  { primary, extent }: Pick<Seen, "primary" | "extent">,
): Native {
  const { names, scopeIds, exclude = [] } = choice ?? {};
  const expected = extent.scopes.filter((id) => primary.configuration.scopes[id] !== undefined);
  const { relationships } = withRelationshipsTo(args.partnerName, primary.configuration);
  const here = (
    args.partnerName === undefined ? names : (names ?? Object.keys(relationships))
  )?.filter((name) => findRelationship({ relationships }, name) !== undefined);
  return {
    ...(scopeIds || exclude.length > 0 ? { scopes: expected } : here && { names: here }),
    ...(args.throttleLimit !== undefined && { throttleLimit: args.throttleLimit }),
    expected,
  };
}

/** Why these arguments do not go with a server's own replication, or nothing. */
export function nativeArguments({
  keep = [],
  prune = false,
  serverSettings,
}: Said): UserError | undefined {
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

/** Why it cannot bring about what is planned, or nothing. */
export function nativeRefusal(
  session: Session,
  args: Asked,
  { primary, plan, extent }: Pick<Seen, "primary" | "extent"> & { readonly plan: Plan },
): UserError | undefined {
  const [from, to] = [session.server(args.primary), session.server(args.partner)];
  for (const [server, property] of [
    [from, "primary"],
    [to, "partner"],
  ] as const)
    if (!server.nativeReplication)
      return messages.nativeUnsupported(server.label).withProperty(property);
  if (plan.length === 0) return undefined;
  const members = new Set(
    Object.values(
      withRelationshipsTo(args.partnerName, primary.configuration).relationships,
    ).flatMap(({ scopes }) => scopes),
  );
  const outside = extent.scopes.filter((id) => !members.has(id));
  if (outside.length > 0) return messages.nativeOutside(from.label, outside).withProperty("method");
  const shared = [
    ...new Set(plan.flatMap(({ place }) => (place.kind === "shared" ? [place.key] : []))),
  ];
  return shared.length > 0
    ? messages.nativeNeeds(to.label, shared).withProperty("method")
    : undefined;
}
