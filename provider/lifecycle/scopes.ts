// getScope: reads the scopes of a server. The engine knows it as a resource that is only ever read.
import { networkAddress } from "../core/address.js";
import { isMap } from "../core/canonical.js";
import { messages } from "../core/messages.js";
import type { Json, ConfigObject } from "../core/model.js";
import { findRelationshipOf } from "../core/relationship.js";
import { requireScope } from "../core/select.js";
import { parseArguments, scopesShape, type ServerArgs } from "./arguments.js";
import { isUnknown, UNKNOWN } from "./inputs.js";
import { untilInterrupted } from "./interruption.js";
import type { Operation } from "./operation.js";

/** Creates the provider of getScope for one operation. */
export const scopeReader = (operation: Operation) => ({
  read: (id: string, props: Record<string, unknown>) =>
    untilInterrupted(
      operation.session.run(async () => {
        const { scopes: _before, ...query } = props;
        if (isUnknown(query)) return { id, props: { ...query, scopes: UNKNOWN } };
        return { id, props: { ...query, scopes: await readScopes(operation, query) } };
      }),
    ),
});

interface ScopeQuery {
  readonly server: ServerArgs;
  readonly scopeIds?: readonly string[];
}

/** Reads and describes the scopes that a query selects. */
async function readScopes(
  { session, drivers }: Operation,
  query: Readonly<Record<string, unknown>>,
) {
  const parsed = parseArguments<ScopeQuery>(scopesShape(), query, ["server"], drivers);
  if ("errors" in parsed) throw messages.questionInvalid("getScope", parsed.errors[0]!);
  const { server, scopeIds } = parsed.args;
  const { configuration, unreadable } = await session.read(
    server,
    scopeIds && { scopes: scopeIds.map(networkAddress), relationships: [] },
  );
  const ids =
    scopeIds?.map((name) => requireScope(name, configuration, "server")) ??
    Object.keys(configuration.scopes);
  for (const scope of ids) {
    const error = unreadable?.scopes?.get(scope);
    if (error) throw error;
  }
  return ids.map((scope) => {
    const relationship = findRelationshipOf(scope, configuration) ?? "";
    return toScopeOutput(scope, configuration.scopes[scope]!, relationship);
  });
}

function toScopeOutput(scopeId: string, { properties }: ConfigObject, relationship: string) {
  const { sharedNetwork, leaseDuration, ranges } = properties;
  return {
    scopeId,
    relationship,
    sharedNetwork: typeof sharedNetwork === "string" ? sharedNetwork : "",
    leaseDuration: typeof leaseDuration === "number" ? leaseDuration : 0,
    ranges: isMap(ranges as Json) ? Object.keys(ranges as object) : [],
  };
}
