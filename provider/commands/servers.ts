// The servers that a command line names, as arguments of their drivers.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { messages } from "../core/messages.js";
import { drivers } from "../drivers/index.js";
import { type ServerArgs, checkServer } from "../lifecycle/arguments.js";

/** How servers are named and reached, on the command line of any command. */
export const serverOptions = {
  primary: { type: "string", multiple: true },
  partner: { type: "string", multiple: true },
  user: { type: "string", multiple: true },
  "password-env": { type: "string", multiple: true },
  "password-file": { type: "string", multiple: true },
  ca: { type: "string", multiple: true },
  cert: { type: "string", multiple: true },
  key: { type: "string", multiple: true },
} as const;

/** Options as they were given: a name may come more than once, which is then refused. */
export type Given = Readonly<Record<string, readonly string[] | boolean | undefined>>;

/** The values of an option that may be given several times. */
function values(given: Given, option: string): readonly string[] {
  const all = given[option];
  if (!Array.isArray(all)) return [];
  if (all.some((text: string) => text.trim() === "")) throw messages.usageEmpty(option);
  return all;
}

/** The one value of an option. */
export function value(given: Given, option: string): string | undefined {
  const [first, ...more] = values(given, option);
  if (more.length > 0) throw messages.usageTwice(option);
  return first;
}

/** A server of the command line: as a stack file of this folder says it, and as it is reached from here. */
export interface Named {
  readonly text: string;
  readonly written: ServerArgs;
  readonly reached: ServerArgs;
}

export function serversIn(given: Given): {
  readonly primary: Named;
  readonly partners: readonly Named[];
} {
  const from = value(given, "primary");
  const to = values(given, "partner");
  if (from === undefined) throw messages.usageMissing("primary");
  if (to.length === 0) throw messages.usageMissing("partner");
  const [user, env, file, ca, cert, key] = [
    "user",
    "password-env",
    "password-file",
    "ca",
    "cert",
    "key",
  ].map((option) => value(given, option));
  if (env !== undefined && file !== undefined)
    throw messages.usageEither("password-env", "password-file");
  const password =
    env !== undefined ? "password-env" : file !== undefined ? "password-file" : undefined;
  if (user !== undefined && password === undefined)
    throw messages.usageTogether("user", "--password-env or --password-file");
  if (user === undefined && password !== undefined)
    throw messages.usageTogether(password, "--user");
  if (cert !== undefined && key === undefined) throw messages.usageTogether("cert", "--key");
  if (cert === undefined && key !== undefined) throw messages.usageTogether("key", "--cert");
  const tls = ca ?? cert;
  const addresses = [from, ...to];
  if (user !== undefined && !addresses.some((text) => /^https?:/i.test(text)))
    throw messages.usageNowhere("user", "http:// or https://");
  if (tls !== undefined && !addresses.some((text) => /^https:/i.test(text)))
    throw messages.usageNowhere(ca === undefined ? "cert" : "ca", "https://");

  const args = (text: string, path: (path: string) => string): ServerArgs => {
    if (!isAddress(text))
      return {
        driver: "file",
        path: path(text),
        ...(/\.xml$/i.test(text) && { format: "windows" }),
      };
    const pem = {
      ...(ca !== undefined && { ca: { file: path(ca) } }),
      ...(cert !== undefined && { cert: { file: path(cert) }, key: { file: path(key!) } }),
    };
    return {
      driver: "kea",
      url: text,
      ...(user !== undefined &&
        /^https?:/i.test(text) && {
          user,
          password: env !== undefined ? { env } : { file: path(file!) },
        }),
      ...(tls !== undefined && /^https:/i.test(text) && { tls: pem }),
    };
  };
  const named = (option: string, text: string): Named => {
    const server = {
      text,
      written: args(text, (path) => path),
      reached: args(text, (path) => resolve(path)),
    };
    const flaw = checkServer(`--${option}`, server.reached, drivers);
    if (flaw) throw messages.usageOption(flaw.text.replace(/\.$/, ""));
    if (!isAddress(text) && !existsSync(text) && /^[\w.-]+:\d+$/.test(text))
      throw messages.usageScheme(option, text);
    return server;
  };
  return { primary: named("primary", from), partners: to.map((text) => named("partner", text)) };
}

const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
