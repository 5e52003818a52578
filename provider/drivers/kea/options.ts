// What a program says of a running Kea server.
import type { UserError } from "../../core/messages.js";
import { messages } from "./messages.js";
import { referenceShape, sizeLimitShape, z } from "../../core/shape.js";

const tls = z.strictObject({
  ca: referenceShape.optional(),
  cert: referenceShape.optional(),
  key: referenceShape.optional(),
});

export const keaOptions = z.object({
  url: z.string(),
  user: z.string().optional(),
  password: referenceShape.optional(),
  tls: tls.optional(),
  persist: z.boolean().optional(),
  interfaces: z.record(z.string(), z.string()).optional(),
  backupDir: z.string().min(1).optional(),
  sizeLimit: sizeLimitShape.optional(),
});

export type KeaOptions = z.infer<typeof keaOptions>;

/**
 * Returns the first contradiction between a server's options. `where`: the server's place in the
 * arguments.
 */
export function keaFlaw(where: string, options: KeaOptions): UserError | undefined {
  const address = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (address && (address.username !== "" || address.password !== ""))
    return messages.keaUrlSecret(`${where}.url`);
  const socket = address?.protocol === "unix:";
  if (!address || !(socket ? isSocketUrl(address) : isWebUrl(address)))
    return messages.keaUrl(`${where}.url`);
  if (options.user !== undefined && options.password === undefined)
    return messages.keaUserAlone(where, "user", "password");
  if (options.password !== undefined && options.user === undefined)
    return messages.keaUserAlone(where, "password", "user");
  if (socket && options.user !== undefined) return messages.keaNotThere(where, "user", "unix://");
  if (options.tls && address.protocol !== "https:")
    return messages.keaNotThere(where, "tls", `${address.protocol}//`);
  if (options.tls && (options.tls.cert === undefined) !== (options.tls.key === undefined))
    return messages.keaUserAlone(
      `${where}.tls`,
      options.tls.cert ? "cert" : "key",
      options.tls.cert ? "key" : "cert",
    );
  return undefined;
}

const isWebUrl = ({ protocol, host }: URL): boolean =>
  ["http:", "https:"].includes(protocol) && host !== "";

/** Returns whether a url names a socket: `%zz` is no escape, and no path has a zero byte. */
function isSocketUrl({ host, pathname }: URL): boolean {
  try {
    return host === "" && pathname.length > 1 && !decodeURIComponent(pathname).includes("\0");
  } catch {
    return false;
  }
}
