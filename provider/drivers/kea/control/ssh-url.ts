// Parses a URL that begins with ssh://: a server's ssh, and behind it a control socket, or a
// Control Agent that listens on the server's loopback.
import { isForwardablePath, type SshDestination, type SshRoute } from "../../../transports/ssh.js";
import { isAccountName, isHostName, isPort } from "../../../transports/ssh-names.js";

export interface SshAddress {
  readonly route: SshRoute;
  readonly destination: SshDestination;
}

/** The most bytes of a socket's path on Linux: `sun_path` without its last byte. */
const maxSocketPathBytes = 107;

/**
 * Returns the address in `ssh://user@host:port/path` or `ssh://user@host:port?http=8000`; nothing
 * where a URL is neither.
 */
export function parseSshUrl(url: URL): SshAddress | undefined {
  if (url.protocol !== "ssh:" || url.password !== "" || url.hash !== "") return undefined;
  const route = parseRoute(url);
  const destination = isHttpOverSsh(url) ? parseHttpPort(url) : parseSocket(url);
  return route && destination && { route, destination };
}

/** Returns whether a URL leads to HTTP behind ssh. */
export const isHttpOverSsh = (url: URL): boolean => url.protocol === "ssh:" && url.search !== "";

/** Returns an address in one spelling, without the user: the server is the same for all users. */
export function formatSshAddress({ route: { host, port }, destination }: SshAddress): string {
  const name = host.toLowerCase().replace(/\.$/, "");
  const server = name.includes(":") ? `[${name}]` : name;
  const portText = port === undefined || port === 22 ? "" : `:${port}`;
  const end = "socket" in destination ? destination.socket : `?http=${destination.port}`;
  return `ssh://${server}${portText}${end}`;
}

function parseRoute({ hostname, username, port }: URL): SshRoute | undefined {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const user = decode(username);
  if (!isHostName(host) || user === undefined) return undefined;
  if (user !== "" && !isAccountName(user)) return undefined;
  if (port !== "" && !isPort(Number(port))) return undefined;
  return { host, ...(user !== "" && { user }), ...(port !== "" && { port: Number(port) }) };
}

function parseSocket({ pathname }: URL): SshDestination | undefined {
  const socket = decode(pathname);
  if (socket === undefined || !isForwardablePath(socket) || socket.endsWith("/")) return undefined;
  return Buffer.byteLength(socket) <= maxSocketPathBytes ? { socket } : undefined;
}

function parseHttpPort({ pathname, search }: URL): SshDestination | undefined {
  const port = Number(/^\?http=(\d{1,5})$/.exec(search)?.[1]);
  return ["", "/"].includes(pathname) && isPort(port) ? { port } : undefined;
}

/** Returns a part of a URL without its escapes; nothing where one of them is invalid. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
