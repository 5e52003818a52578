// Compares a server with the configuration that it was sent.
import { mapOf } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { Configuration, Json } from "../../../core/model.js";
import { messages } from "../messages.js";
import { findFirstDifference, serverSpecific, type Document } from "../model/index.js";
import { hooks, keywords } from "../names.js";
import type { KeaSnapshot } from "./read-server.js";

/**
 * Returns what is not as it should be on a server, or nothing. `sent`: the document that it was
 * last sent, with the server-specific parameters as they should be.
 */
export function findMismatch(
  from: KeaSnapshot,
  after: KeaSnapshot,
  expected: Configuration,
  sent: Document = { Dhcp4: from.current.raw },
): string | undefined {
  const failure = findFailure(from, after, expected, sent);
  if (failure !== undefined) return failure;
  const changed = listChangedParameters(from, after, sent);
  if (changed.length > 0) return messages.keaOwnChanged(changed);
  const where = findFirstDifference(after.current.parsed.configuration, expected);
  return where === undefined ? undefined : messages.keaConfigurationDiffers(where);
}

/**
 * Returns what keeps a server from running as it should, or nothing: lost hooks, lost failover, or
 * a vital parameter that changed.
 */
export function findFailure(
  from: KeaSnapshot,
  after: KeaSnapshot,
  expected: Configuration,
  sent: Document,
): string | undefined {
  const changesHooks = areHooksChanged(from, sent);
  const lost = changesHooks
    ? []
    : [...from.commands].filter((command) => !after.commands.has(command));
  if (lost.length > 0) return messages.keaLacksCommands(lost);
  const formerFailover = changesHooks ? Infinity : from.status.failover.length;
  const expectedFailover = Math.min(Object.keys(expected.relationships).length, formerFailover);
  if (after.status.failover.length < expectedFailover) return messages.keaLacksFailover();
  const changed = listChangedParameters(from, after, sent).filter((name) =>
    vitalParameters.has(name),
  );
  return changed.length > 0 ? messages.keaOwnChanged(changed) : undefined;
}

/** Parameters without which a server answers no clients or cannot be reached. */
const vitalParameters: ReadonlySet<string> = new Set([
  keywords.hookLibraries,
  "control-socket",
  "control-sockets",
  keywords.interfaces,
  "lease-database",
  keywords.hostsDatabase,
  keywords.hostsDatabases,
  keywords.configControl,
]);

const areHooksChanged = ({ current }: KeaSnapshot, sent: Document): boolean =>
  !equal(mapOf(sent.Dhcp4)[keywords.hookLibraries], current.raw[keywords.hookLibraries]);

/** Returns the server-specific parameters that are not as they were sent. */
export function listChangedParameters(
  from: KeaSnapshot,
  after: KeaSnapshot,
  sent: Document,
): readonly string[] {
  const expected = mapOf(sent.Dhcp4);
  const changesHooks = areHooksChanged(from, sent);
  const toCompare = (value: Json | undefined, name: string): Json | undefined =>
    name === keywords.hookLibraries && changesHooks ? withoutFailover(value) : value;
  return Object.keys(serverSpecific).filter(
    (name) => !equal(toCompare(expected[name], name), toCompare(after.current.raw[name], name)),
  );
}

/**
 * Returns hook libraries without the parameters of failover. Kea adds defaults to those, and they
 * are compared as relationships.
 */
function withoutFailover(libraries: Json | undefined): Json | undefined {
  if (!Array.isArray(libraries)) return libraries;
  return (libraries as readonly Json[]).map((hook) => {
    const { library } = mapOf(hook);
    return String(library).endsWith(hooks.failover) ? { library: library! } : hook;
  });
}
