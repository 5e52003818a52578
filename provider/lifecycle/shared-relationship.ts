// The names that messages use for a relationship and its servers.
import type { SharedRelationship } from "../core/messages.js";
import type { ServerArgs } from "./arguments.js";
import type { Session } from "./session.js";

/** Returns a relationship and its servers as messages name them. */
export function nameServers(
  session: Session,
  name: string,
  { primary, partner }: { readonly primary: ServerArgs; readonly partner: ServerArgs },
): SharedRelationship {
  const { label, repairCommands: repair } = session.server(partner);
  return {
    name,
    primary: session.server(primary).label,
    partner: label,
    ...(repair && { repair }),
  };
}
