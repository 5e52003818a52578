// The arguments of a running Kea server.
import type { UserError } from "../../core/messages.js";
import { sshMessages } from "../../transports/ssh-messages.js";
import { isHttpOverSsh, parseSshUrl } from "./control/ssh-url.js";
import { messages } from "./messages.js";
import { referenceShape, shapeOnDemand, sizeLimitShape, z } from "../../core/shape.js";

const tls = shapeOnDemand(() =>
  z.strictObject({
    ca: referenceShape().optional(),
    cert: referenceShape().optional(),
    key: referenceShape().optional(),
  }),
);

export const keaOptions = shapeOnDemand(() =>
  z.object({
    url: z.string(),
    user: z.string().optional(),
    password: referenceShape().optional(),
    tls: tls().optional(),
    sshConfig: z.string().optional(),
    persist: z.boolean().optional(),
    apply: z.enum(["auto", "commands", "config-set"]).optional(),
    interfaces: z.record(z.string(), z.string()).optional(),
    backupDir: z.string().min(1).optional(),
    sizeLimit: sizeLimitShape().optional(),
  }),
);

export type KeaOptions = z.infer<ReturnType<typeof keaOptions>>;

/** The ways to a server, by its URL. */
type Way = "http" | "socket" | "ssh-http" | "ssh-socket";

/**
 * Returns an error about the first contradiction between a server's arguments, or nothing. `where`:
 * the server's place in the arguments of the resource.
 */
export function keaFlaw(where: string, options: KeaOptions): UserError | undefined {
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (!url) return messages.keaUrl(`${where}.url`);
  const urlError = checkUrl(`${where}.url`, url);
  if (urlError) return urlError;
  const way = wayOf(url);
  return (
    checkAccount(where, options, way) ??
    checkTls(where, options, url) ??
    checkSshConfig(where, options, url)
  );
}

function wayOf(url: URL): Way {
  if (url.protocol === "ssh:") return isHttpOverSsh(url) ? "ssh-http" : "ssh-socket";
  return url.protocol === "unix:" ? "socket" : "http";
}

function checkUrl(where: string, url: URL): UserError | undefined {
  if (url.protocol === "ssh:") {
    if (url.password !== "") return messages.keaSshPassword(where);
    return parseSshUrl(url) ? undefined : messages.keaSshUrl(where);
  }
  if (url.username !== "" || url.password !== "") return messages.keaUrlSecret(where);
  const isKnown = url.protocol === "unix:" ? isSocketUrl(url) : isWebUrl(url);
  return isKnown ? undefined : messages.keaUrl(where);
}

function checkAccount(
  where: string,
  { user, password }: KeaOptions,
  way: Way,
): UserError | undefined {
  if (user !== undefined && password === undefined)
    return messages.keaUserAlone(where, "user", "password");
  if (password !== undefined && user === undefined)
    return messages.keaUserAlone(where, "password", "user");
  if (user === undefined) return undefined;
  if (way === "socket") return messages.keaNotThere(where, "user", "unix://");
  if (way === "ssh-socket") return messages.keaSshUser(where);
  return undefined;
}

function checkTls(where: string, { tls: given }: KeaOptions, url: URL): UserError | undefined {
  if (!given) return undefined;
  if (url.protocol !== "https:") return messages.keaNotThere(where, "tls", `${url.protocol}//`);
  if ((given.cert === undefined) === (given.key === undefined)) return undefined;
  const [one, other] = given.cert ? ["cert", "key"] : ["key", "cert"];
  return messages.keaUserAlone(`${where}.tls`, one!, other!);
}

function checkSshConfig(where: string, { sshConfig }: KeaOptions, url: URL): UserError | undefined {
  if (sshConfig === undefined) return undefined;
  if (url.protocol !== "ssh:") return messages.keaNotThere(where, "sshConfig", `${url.protocol}//`);
  return sshConfig === "" || sshConfig.includes("\0")
    ? sshMessages.sshConfigPath(`${where}.sshConfig`)
    : undefined;
}

const isWebUrl = ({ protocol, host }: URL): boolean =>
  ["http:", "https:"].includes(protocol) && host !== "";

/** Returns whether a URL names a socket: `%zz` is no escape, and no path has a zero byte. */
function isSocketUrl({ host, pathname }: URL): boolean {
  try {
    return host === "" && pathname.length > 1 && !decodeURIComponent(pathname).includes("\0");
  } catch {
    return false;
  }
}
