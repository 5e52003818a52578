// One look at a running server: everything it holds, once.
import { isMap, mapOf } from "../../../core/canonical.js";
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import { rethrowAsUserError } from "../../../transports/unanswered.js";
import type { Channel } from "../control/channel.js";
import {
  before,
  parseConfiguration,
  releaseNamed,
  readHaRelationships,
  withoutInherited,
  type Document,
  type KeaMap,
  type ParsedConfiguration,
  type Release,
  type HaRelationship,
} from "../model/index.js";
import { readStatus, type Status } from "./status.js";

/** A configuration as a server gave it, and what it says. */
export interface KeaConfiguration {
  /** `Dhcp4`, without the fingerprint that newer releases put into it. */
  readonly raw: KeaMap;
  /** Kea's own fingerprint of it. Since 2.4. */
  readonly hash?: string;
  readonly parsed: ParsedConfiguration;
  readonly relationships: readonly HaRelationship[];
  /**
   * Returns the document that would be sent to hold this, without inherited values. It reads the
   * same. Worked out when first asked.
   */
  document(): Document;
}

export interface KeaSnapshot {
  readonly current: KeaConfiguration;
  readonly release: Release;
  /** The release to its last number, as the server tells it. */
  readonly version: string;
  readonly commands: ReadonlySet<string>;
  readonly status: Status;
}

/** Commands without which a server can only be looked at. */
export const listWriteCommands = (release: Release): readonly string[] =>
  before(release, "3.0") ? ["config-test", "config-set"] : ["config-set"];

/**
 * `known`: what was held when last looked; where the server can say that it still is, it is not
 * asked for it again.
 */
export async function readServer(channel: Channel, known?: KeaSnapshot): Promise<KeaSnapshot> {
  const { release, version } = known ?? (await readRelease(channel));
  const [commands, status, hash] = await Promise.all([
    channel.ask("list-commands"),
    channel.ask("status-get"),
    known?.current.hash === undefined ? undefined : readHash(channel),
  ]);
  const held =
    known && hash !== undefined && hash === known.current.hash
      ? known.current
      : toKeaConfiguration(channel, await channel.ask("config-get"), release);
  const listener = held.relationships
    .filter(({ raw }) => hasOwnListener(raw, held.raw, release))
    .flatMap(({ peers }) => peers)
    .find(({ url }) => typeof url === "string" && isSameAddress(url, channel.address));
  if (listener) throw messages.keaListener(channel.label, String(listener.name));
  return {
    current: held,
    release,
    version,
    commands: new Set(Array.isArray(commands) ? commands.map(String) : []),
    status: readStatus(status),
  };
}

/**
 * Returns whether the failover hook listens for its partner itself: with threads of its own, in a
 * server that has threads. Otherwise it is reached through the Control Agent, whose address is then
 * the peer's. The defaults changed with 2.4 (the manual's "Multi-Threaded Configuration (HA+MT)").
 */
function hasOwnListener(relationship: KeaMap, dhcp4: KeaMap, release: Release): boolean {
  const silent = !before(release, "2.4");
  const on = (threads: Json | undefined, name: string): boolean =>
    isMap(threads) && typeof threads[name] === "boolean" ? threads[name] : silent;
  const own = relationship["multi-threading"];
  return (
    on(dhcp4["multi-threading"], "enable-multi-threading") &&
    on(own, "enable-multi-threading") &&
    on(own, "http-dedicated-listener")
  );
}

/** A failover listener of 2.2 takes every command from everybody, and fails over a config-set. */
const isSameAddress = (url: string, address: string): boolean =>
  URL.canParse(url) && new URL(url).host !== "" && new URL(url).host === new URL(address).host;

/**
 * Returns Kea's hash of the configuration: it shows whether that is still the same, without reading
 * it all. Nothing where the server has no such command.
 */
export async function readHash(channel: Channel): Promise<string | undefined> {
  const answer = await channel.ask("config-hash-get");
  return isMap(answer) && typeof answer.hash === "string" ? answer.hash : undefined;
}

/** Returns the configuration that a server holds, and asks nothing else. */
export async function readDhcp4(channel: Channel): Promise<Json | undefined> {
  const answer = await channel.ask("config-get");
  return isMap(answer) ? answer.Dhcp4 : undefined;
}

async function readRelease(channel: Channel): Promise<Pick<KeaSnapshot, "release" | "version">> {
  const { result, text } = await channel.send("version-get").catch(rethrowAsUserError);
  const release = result === 0 ? releaseNamed(text) : undefined;
  if (release) return { release, version: text };
  throw result === 0
    ? messages.keaTooOld(channel.label, text)
    : messages.keaRefused(channel.label, "version-get", text);
}

function toKeaConfiguration(
  channel: Channel,
  answer: Json | undefined,
  release: Release,
): KeaConfiguration {
  const { Dhcp4: dhcp4, hash } = isMap(answer) ? answer : ({} as KeaMap);
  if (!isMap(dhcp4))
    throw messages.keaOtherDaemon(channel.label, isMap(answer) ? Object.keys(answer) : []);
  return parseRaw(dhcp4, release, typeof hash === "string" ? hash : undefined);
}

/** Returns a copy of a server's configuration as that server would tell it. */
export function parseKeptConfiguration(
  copy: unknown,
  path: string,
  release: Release,
): KeaConfiguration {
  const { Dhcp4: dhcp4 } = mapOf(copy);
  if (!isMap(dhcp4)) throw messages.keptIncomplete(path, "Dhcp4");
  return parseRaw(dhcp4, release);
}

function parseRaw(raw: KeaMap, release: Release, hash?: string): KeaConfiguration {
  let document: Document | undefined;
  return {
    raw,
    ...(hash !== undefined && { hash }),
    parsed: parseConfiguration(raw, release),
    relationships: readHaRelationships(raw, release),
    document: () => (document ??= withoutInherited({ Dhcp4: raw }, release)),
  };
}
