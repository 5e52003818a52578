// The addresses of Kea servers: one for each server, however its URL is spelled.
import { isAbsolute } from "node:path";
import { followLinks, resolveInProject, toPortablePaths } from "../../../storage/project.js";
import type { KeaOptions } from "../options.js";
import { formatSshAddress, parseSshUrl } from "./ssh-url.js";

/**
 * Returns the addresses of one server, alike however its URL is spelled. A socket that is a link
 * has two. A socket below the project's folder has an address relative to it, as a file has.
 */
export function listAddresses({ url: spelled }: Pick<KeaOptions, "url">): readonly string[] {
  const url = new URL(spelled);
  const ssh = parseSshUrl(url);
  if (ssh) return [formatSshAddress(ssh)];
  const socket = socketPathOf(url);
  if (socket === undefined) return [normalizeUrl(url)];
  return toPortablePaths(socket).map((path) => {
    const scheme = isAbsolute(path) ? "unix://" : "unix:";
    return `${scheme}${path}`;
  });
}

/**
 * Returns the path of the socket that a URL names, or nothing. A relative one
 * (`unix:run/kea4.sock`) is in the project's folder.
 */
export function socketPathOf(url: URL): string | undefined {
  return url.protocol === "unix:" ? resolveInProject(decodeURIComponent(url.pathname)) : undefined;
}

/**
 * Returns a URL in one spelling. `URL` itself lowers the case of the host and omits the default
 * port. The dot at the end of a full name is removed. After a single label it stays, because
 * without it a search domain would be added.
 */
function normalizeUrl(url: URL): string {
  const normalized = new URL(url);
  normalized.hash = "";
  const { hostname } = normalized;
  if (/[^.]\.[^.]+\.$/.test(hostname)) normalized.hostname = hostname.slice(0, -1);
  return normalized.href;
}

/** Returns the address that identifies a server on this machine. */
export function localAddressOf(url: URL): string {
  const ssh = parseSshUrl(url);
  if (ssh) return formatSshAddress(ssh);
  const socket = socketPathOf(url);
  if (socket === undefined) return normalizeUrl(url);
  return `unix://${followLinks(socket)}`;
}
