// getScope: a look at the scopes of a server. The engine knows it as a resource that is only ever read.
import { networkAddress } from "../core/address.js";
import { isMap } from "../core/canonical.js";
import { messages } from "../core/messages.js";
import type { Json, ConfigObject } from "../core/model.js";
import { findRelationshipOf } from "../core/relationship.js";
import { requireScope } from "../core/select.js";
import { checked, scopesShape, type ServerArgs } from "./arguments.js";
import { isUnknown, UNKNOWN } from "./inputs.js";
import type { Operation } from "./operation.js";

export const scopes = ({ session, drivers }: Operation) => ({
  read: (id: string, props: Record<string, unknown>) =>
    session.run(async () => {
      const { scopes: _before, ...asked } = props;
      if (isUnknown(asked)) return { id, props: { ...asked, scopes: UNKNOWN } };
      const shaped = checked<{ server: ServerArgs; scopeIds?: readonly string[] }>(
        scopesShape,
        asked,
        ["server"],
        drivers,
      );
      if ("refused" in shaped) throw messages.askedWrongly("getScope", shaped.refused[0]!);
      const { server, scopeIds } = shaped.args;
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
          ...asked,
          scopes: ids.map((scope) =>
            told(
              scope,
              configuration.scopes[scope]!,
              findRelationshipOf(scope, configuration) ?? "",
            ),
          ),
        },
      };
    }),
});

function told(scopeId: string, { properties }: ConfigObject, relationship: string) {
  const { sharedNetwork, leaseDuration, ranges } = properties;
  return {
    scopeId,
    relationship,
    sharedNetwork: typeof sharedNetwork === "string" ? sharedNetwork : "",
    leaseDuration: typeof leaseDuration === "number" ? leaseDuration : 0,
    ranges: isMap(ranges as Json) ? Object.keys(ranges as object) : [],
  };
}
