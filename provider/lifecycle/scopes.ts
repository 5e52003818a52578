// getScope: reads the scopes of a server. The engine knows it as a resource that is only ever read.
import { networkAddress } from "../core/address.js";
import { isMap } from "../core/canonical.js";
import { messages } from "../core/messages.js";
import type { Json, ConfigObject } from "../core/model.js";
import { findRelationshipOf } from "../core/relationship.js";
import { requireScope } from "../core/select.js";
import { parseArguments, scopesShape, type ServerArgs } from "./arguments.js";
import { isUnknown, UNKNOWN } from "./inputs.js";
import type { Operation } from "./operation.js";

export const scopeReader = ({ session, drivers }: Operation) => ({
  read: (id: string, props: Record<string, unknown>) =>
    session.run(async () => {
      const { scopes: _before, ...query } = props;
      if (isUnknown(query)) return { id, props: { ...query, scopes: UNKNOWN } };
      const parsed = parseArguments<{ server: ServerArgs; scopeIds?: readonly string[] }>(
        scopesShape,
        query,
        ["server"],
        drivers,
      );
      if ("errors" in parsed) throw messages.askedWrongly("getScope", parsed.errors[0]!);
      const { server, scopeIds } = parsed.args;
      const { configuration, unreadable } = await session.read(
        server,
        scopeIds && { scopes: scopeIds.map(networkAddress), relationships: [] },
      );
      const ids =
        scopeIds?.map((text) => requireScope(text, configuration, "server")) ??
        Object.keys(configuration.scopes);
      for (const scope of ids) {
        const refused = unreadable?.scopes?.get(scope);
        if (refused) throw refused;
      }
      return {
        id,
        props: {
          ...query,
          scopes: ids.map((scope) =>
            describeScope(
              scope,
              configuration.scopes[scope]!,
              findRelationshipOf(scope, configuration) ?? "",
            ),
          ),
        },
      };
    }),
});

function describeScope(scopeId: string, { properties }: ConfigObject, relationship: string) {
  const { sharedNetwork, leaseDuration, ranges } = properties;
  return {
    scopeId,
    relationship,
    sharedNetwork: typeof sharedNetwork === "string" ? sharedNetwork : "",
    leaseDuration: typeof leaseDuration === "number" ? leaseDuration : 0,
    ranges: isMap(ranges as Json) ? Object.keys(ranges as object) : [],
  };
}
