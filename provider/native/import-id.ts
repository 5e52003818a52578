// The id by which `pulumi import` names what is to be imported:
//
//   <primary>=><partner>                every failover scope (FailoverReplication)
//   <primary>=><partner>=><scope>       one scope (FailoverScope)
//   <primary>=><partner>=><name>        a relationship (FailoverRelationship)
//
// A server is an address or a path as on the command line, or an object of JSON with its arguments.
import { messages } from "../core/messages.js";
import { toServerArguments } from "../commands/servers.js";
import type { Properties } from "./values.js";

/** The third part of the id, by the name of the resource type. */
const thirdParts: Readonly<Record<string, string>> = {
  FailoverScope: "scopeId",
  FailoverRelationship: "name",
};

/** Returns the arguments that an id stands for. */
export function parseImportId(type: string, id: string): Properties {
  const third = thirdParts[type];
  const parts = id.split("=>").map((part) => part.trim());
  const isComplete = parts.length === (third === undefined ? 2 : 3);
  if (!isComplete || parts.includes("")) throw messages.importIdInvalid(type, id, third);
  const [primary, partner, last] = parts as [string, string, string];
  return {
    primary: parseServer(primary),
    partner: parseServer(partner),
    ...(third !== undefined && { [third]: last }),
  };
}

function parseServer(text: string): unknown {
  if (!text.startsWith("{")) return toServerArguments(text);
  try {
    return JSON.parse(text);
  } catch {
    throw messages.importServerInvalid(text);
  }
}
