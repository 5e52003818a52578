// Reads a running server: its configuration, its commands and its status.
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
  shareAlike,
  withoutInherited,
  type Document,
  type KeaMap,
  type ParsedConfiguration,
  type Release,
  type HaRelationship,
} from "../model/index.js";
import { commands, dhcpv4, keywords } from "../names.js";
import { readStatus, type Status } from "./status.js";

/** A configuration as a server returned it, and as it is parsed. */
export interface KeaConfiguration {
  /** `Dhcp4`, without the fingerprint that newer releases put into it. */
  readonly raw: KeaMap;
  /** Kea's own fingerprint of it. Since 2.4. */
  readonly hash?: string;
  readonly parsed: ParsedConfiguration;
  readonly relationships: readonly HaRelationship[];
  /**
   * Returns the document that would be sent to set this configuration, without inherited values. It
   * is computed at the first call.
   */
  document(): Document;
}

export interface KeaSnapshot {
  readonly current: KeaConfiguration;
  readonly release: Release;
  /** The version as the server returns it. */
  readonly version: string;
  readonly commands: ReadonlySet<string>;
  readonly status: Status;
}

/** Returns the commands without which a server can only be read. */
export const listWriteCommands = (release: Release): readonly string[] =>
  before(release, "3.0") ? [commands.configTest, commands.configSet] : [commands.configSet];

/**
 * Reads a server. `known`: the last reading. Its configuration is reused where Kea's fingerprint is
 * the same.
 */
export async function readKeaServer(channel: Channel, known?: KeaSnapshot): Promise<KeaSnapshot> {
  const { release, version } = known ?? (await readRelease(channel));
  const [available, status, hash] = await Promise.all([
    channel.ask(commands.listCommands),
    channel.ask(commands.status),
    known?.current.hash === undefined ? undefined : readHash(channel),
  ]);
  const current =
    known && hash !== undefined && hash === known.current.hash
      ? known.current
      : toKeaConfiguration(channel, await channel.ask(commands.configGet), release);
  const listener = current.relationships
    .filter(({ raw }) => hasOwnListener(raw, current.raw, release))
    .flatMap(({ peers }) => peers)
    .find(({ url }) => typeof url === "string" && isSameAddress(url, channel.address));
  if (listener) throw messages.keaListener(channel.label, String(listener.name));
  return {
    current,
    release,
    version,
    commands: new Set(Array.isArray(available) ? available.map(String) : []),
    status: readStatus(status),
  };
}

/**
 * Returns whether the failover hook has a listener of its own: with its own threads, in a server
 * that has threads. Otherwise the partner reaches it through the Control Agent, whose address is
 * then the peer's. The defaults changed with 2.4 (the manual's "Multi-Threaded Configuration
 * (HA+MT)").
 */
function hasOwnListener(relationship: KeaMap, dhcp4: KeaMap, release: Release): boolean {
  const defaultValue = !before(release, "2.4");
  const isOn = (threads: Json | undefined, name: string): boolean =>
    isMap(threads) && typeof threads[name] === "boolean" ? threads[name] : defaultValue;
  const ofHook = relationship[keywords.multiThreading];
  return (
    isOn(dhcp4[keywords.multiThreading], "enable-multi-threading") &&
    isOn(ofHook, "enable-multi-threading") &&
    isOn(ofHook, "http-dedicated-listener")
  );
}

/**
 * Returns whether a peer's URL has the address of the server. The failover listener of 2.2 accepts
 * every command from everybody, and fails at a config-set.
 */
const isSameAddress = (url: string, address: string): boolean =>
  URL.canParse(url) && new URL(url).host !== "" && new URL(url).host === new URL(address).host;

/** Returns Kea's fingerprint of the configuration, which shows whether it is still the same. */
export async function readHash(channel: Channel): Promise<string | undefined> {
  const answer = await channel.ask(commands.configHashGet);
  return isMap(answer) && typeof answer.hash === "string" ? answer.hash : undefined;
}

/** Returns the present configuration of a server. */
export async function readDhcp4(channel: Channel): Promise<Json | undefined> {
  const answer = await channel.ask(commands.configGet);
  return isMap(answer) ? answer[dhcpv4.root] : undefined;
}

async function readRelease(channel: Channel): Promise<Pick<KeaSnapshot, "release" | "version">> {
  const { result, text } = await channel.send(commands.version).catch(rethrowAsUserError);
  const release = result === 0 ? releaseNamed(text) : undefined;
  if (release) return { release, version: text };
  throw result === 0
    ? messages.keaTooOld(channel.label, text)
    : messages.keaRefused(channel.label, commands.version, text);
}

function toKeaConfiguration(
  channel: Channel,
  answer: Json | undefined,
  release: Release,
): KeaConfiguration {
  const { [dhcpv4.root]: dhcp4, hash } = isMap(answer) ? answer : ({} as KeaMap);
  if (!isMap(dhcp4))
    throw messages.keaOtherDaemon(channel.label, isMap(answer) ? Object.keys(answer) : []);
  return parseRaw(shareAlike(dhcp4), release, typeof hash === "string" ? hash : undefined);
}

/** Returns the configuration in a copy, as the server would return it. */
export function parseKeptConfiguration(
  copy: unknown,
  path: string,
  release: Release,
): KeaConfiguration {
  const { [dhcpv4.root]: dhcp4 } = mapOf(copy);
  if (!isMap(dhcp4)) throw messages.keptIncomplete(path, dhcpv4.root);
  return parseRaw(dhcp4, release);
}

function parseRaw(raw: KeaMap, release: Release, hash?: string): KeaConfiguration {
  let document: Document | undefined;
  return {
    raw,
    ...(hash !== undefined && { hash }),
    parsed: parseConfiguration(raw, release),
    relationships: readHaRelationships(raw, release),
    document() {
      document ??= withoutInherited({ Dhcp4: raw }, release);
      return document;
    },
  };
}
