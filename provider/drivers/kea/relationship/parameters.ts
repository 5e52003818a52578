// Resolves the parameters of the failover hook on one server.
import { mapOf } from "../../../core/canonical.js";
import type { FailoverMode, Json, Relationship, Tree } from "../../../core/model.js";
import {
  commandHooksProperty,
  findHooksDirectory,
  hasCommands,
  isParameter,
  withoutDefaults,
  type KeaMap,
  type Release,
} from "../model/index.js";
import type { KeaRelationship } from "./arguments.js";

/** A server, and the relationship as it states it now. */
export interface HookContext {
  readonly mode: FailoverMode;
  readonly release: Release;
  /** `Dhcp4`. */
  readonly raw: KeaMap;
  readonly current: Relationship | undefined;
}

/** The parameters that `peerTls` sets. */
export const tlsParameters: readonly string[] = ["trustAnchor", "certFile", "keyFile"];

/** Returns the arguments that set what a relationship has; no argument sets a password of a peer. */
export function statedArguments({ own = {} }: Relationship): { readonly kea?: KeaRelationship } {
  const [ca, cert, key] = tlsParameters.map((name) => own[name] as string | undefined);
  const peers = Object.values(mapOf(own.peers));
  const kea = {
    ...Object.fromEntries(Object.entries(own).filter(([name]) => isParameter(name))),
    ...(ca !== undefined && { peerTls: { ca, cert, key } }),
    ...(peers.some((peer) => mapOf(peer).autoFailover === false) && { autoFailover: false }),
  };
  return Object.keys(kea).length > 0 ? { kea } : {};
}

/**
 * Returns the parameters that the arguments set, where they differ from Kea's defaults. Parameters
 * that no argument can set stay as they are.
 */
export function chooseParameters(
  { peerTls, ...vendor }: KeaRelationship,
  { current, release, mode }: HookContext,
): Tree {
  const { peers: _, hooksDirectory: __, ...currentParameters } = current?.own ?? {};
  const withoutArgument = Object.fromEntries(
    Object.entries(currentParameters).filter(
      ([name]) => !isParameter(name) && !tlsParameters.includes(name),
    ),
  );
  const given = Object.fromEntries(
    Object.entries(vendor).filter(([name]) => !notParameters.has(name)),
  );
  const tls = { trustAnchor: peerTls?.ca, certFile: peerTls?.cert, keyFile: peerTls?.key };
  return {
    ...withoutArgument,
    ...(vendor.commandHooks === true && hasCommands(release) && { [commandHooksProperty]: true }),
    ...withoutDefaults(given as Tree, release, mode),
    ...(Object.fromEntries(Object.entries(tls).filter(([, path]) => path !== undefined)) as Tree),
  };
}

/** Arguments that set the peers or the place of the hook. */
const notParameters = new Set([
  "primaryName",
  "partnerName",
  "primaryUrl",
  "partnerUrl",
  "hooksDirectory",
  commandHooksProperty,
  "peerUser",
  "peerPassword",
  "autoFailover",
]);

/** Returns the folder of the hook: the argument, its present folder, or that of other hooks. */
export const chooseHooksDirectory = (
  { hooksDirectory }: KeaRelationship,
  { current, raw }: HookContext,
): Json =>
  withSlash(hooksDirectory) ?? current?.own?.hooksDirectory ?? findHooksDirectory(raw) ?? "";

const withSlash = (path: string | undefined): string | undefined =>
  path === undefined || path === "" || path.endsWith("/") ? path : `${path}/`;
