// The addresses of Kea servers: one for each server, however its url is spelled.
import { isAbsolute } from "node:path";
import { followLinks, resolveInProject, toPortablePaths } from "../../../storage/project.js";
import type { KeaOptions } from "../options.js";
import { formatSshAddress, parseSshUrl } from "./ssh-url.js";

/**
 * Returns the addresses of one server, the same however its url is spelled: a socket also has that
 * of what a link leads to. One below the project's folder is known relative to it, as a file is.
 */
export function listAddresses({ url: spelled }: Pick<KeaOptions, "url">): readonly string[] {
  const url = new URL(spelled);
  const ssh = parseSshUrl(url);
  if (ssh) return [formatSshAddress(ssh)];
  const socket = socketPathOf(url);
  if (socket === undefined) return [normalizeUrl(url)];
  return toPortablePaths(socket).map((path) =>
    isAbsolute(path) ? `unix://${path}` : `unix:${path}`,
  );
}

/**
 * Returns the path of the socket that a url names, a relative one (`unix:run/kea4.sock`) from the
 * project's folder.
 */
export function socketPathOf(url: URL): string | undefined {
  return url.protocol === "unix:" ? resolveInProject(decodeURIComponent(url.pathname)) : undefined;
}

/**
 * Returns a url in one spelling. `URL` itself makes letters of the host small and leaves out a port
 * that is the default. The dot at the end of a full name says nothing; at the end of a single label
 * it does: no search domain is added to that one.
 */
function normalizeUrl(url: URL): string {
  const one = new URL(url);
  one.hash = "";
  if (/[^.]\.[^.]+\.$/.test(one.hostname)) one.hostname = one.hostname.slice(0, -1);
  return one.href;
}

/** Returns the address by which a server is known on this machine. */
export function addressOf(url: URL): string {
  const ssh = parseSshUrl(url);
  if (ssh) return formatSshAddress(ssh);
  const socket = socketPathOf(url);
  return socket === undefined ? normalizeUrl(url) : `unix://${followLinks(socket)}`;
}
