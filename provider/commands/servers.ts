// The servers that a command line names, as arguments of their drivers.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { messages } from "../core/messages.js";
import { drivers } from "../drivers/index.js";
import type { ServerArgs } from "../lifecycle/arguments.js";

/** The options that name servers and the access to them, for any command. */
export const serverOptions = {
  primary: { type: "string", multiple: true },
  partner: { type: "string", multiple: true },
  user: { type: "string", multiple: true },
  "password-env": { type: "string", multiple: true },
  "password-file": { type: "string", multiple: true },
  ca: { type: "string", multiple: true },
  cert: { type: "string", multiple: true },
  key: { type: "string", multiple: true },
  "ssh-config": { type: "string", multiple: true },
} as const;

/** The options of a command line. A name may come several times, which most options refuse. */
export type CommandOptions = Readonly<Record<string, readonly string[] | boolean | undefined>>;

/** Returns the values of an option that may be given several times. Throws if one is empty. */
export function readValues(options: CommandOptions, name: string): readonly string[] {
  const all = options[name];
  if (!Array.isArray(all)) return [];
  if (all.some((text: string) => text.trim() === "")) throw messages.usageEmpty(name);
  return all;
}

/** Returns the value of an option. Throws if it is given several times. */
export function readValue(options: CommandOptions, name: string): string | undefined {
  const [first, ...more] = readValues(options, name);
  if (more.length > 0) throw messages.usageTwice(name);
  return first;
}

/**
 * A server of the command line: its text there, and its arguments for a stack file of this folder
 * and for this process.
 */
export interface CommandServer {
  readonly text: string;
  readonly written: ServerArgs;
  readonly reached: ServerArgs;
}

/** Credentials of a command line, which apply to every server whose address can take them. */
export interface Credentials {
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly passwordFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly sshConfig?: string;
}

/**
 * Returns the servers that a command line names. Throws where it is incomplete or contradicts
 * itself.
 */
export function readServers(options: CommandOptions): {
  readonly primary: CommandServer;
  readonly partners: readonly CommandServer[];
} {
  const primary = readValue(options, "primary");
  const partners = readValues(options, "partner");
  if (primary === undefined) throw messages.usageMissing("primary");
  if (partners.length === 0) throw messages.usageMissing("partner");
  const credentials = readCredentials(options, [primary, ...partners]);
  return {
    primary: toServer("primary", primary, credentials),
    partners: partners.map((text) => toServer("partner", text, credentials)),
  };
}

/**
 * Returns the servers that the words of a command line name, and those of its options. Throws where
 * it contradicts itself.
 */
export function readNamedServers(
  options: CommandOptions,
  words: readonly string[],
): readonly CommandServer[] {
  const named = (option: string) => readValues(options, option).map((text) => ({ option, text }));
  const all = [
    ...words.map((text) => ({ option: "server", text })),
    ...named("primary"),
    ...named("partner"),
  ];
  const credentials = readCredentials(
    options,
    all.map(({ text }) => text),
  );
  return all.map(({ option, text }) => toServer(option, text, credentials));
}

/**
 * Returns the credentials of a command line for servers at these addresses. Throws if they are
 * incomplete, or if no address can take them.
 */
export function readCredentials(
  options: CommandOptions,
  addresses: readonly string[],
): Credentials {
  const credentials: Credentials = {
    user: readValue(options, "user"),
    passwordEnv: readValue(options, "password-env"),
    passwordFile: readValue(options, "password-file"),
    ca: readValue(options, "ca"),
    cert: readValue(options, "cert"),
    key: readValue(options, "key"),
    sshConfig: readValue(options, "ssh-config"),
  };
  assertComplete(credentials);
  if (addresses.length > 0) assertUsable(credentials, addresses);
  return credentials;
}

/** Throws if one credential lacks another one. */
function assertComplete(credentials: Credentials): void {
  assertPassword(credentials);
  const { cert, key } = credentials;
  if (cert !== undefined && key === undefined) throw messages.usageTogether("cert", "--key");
  if (cert === undefined && key !== undefined) throw messages.usageTogether("key", "--cert");
}

function assertPassword({ user, passwordEnv, passwordFile }: Credentials): void {
  if (passwordEnv !== undefined && passwordFile !== undefined)
    throw messages.usageEither("password-env", "password-file");
  const hasPassword = passwordEnv !== undefined || passwordFile !== undefined;
  if (user !== undefined && !hasPassword)
    throw messages.usageTogether("user", "--password-env or --password-file");
  if (user === undefined && hasPassword) {
    const option = passwordEnv === undefined ? "password-file" : "password-env";
    throw messages.usageTogether(option, "--user");
  }
}

/** Throws if credentials are given that no address can take. */
function assertUsable(credentials: Credentials, addresses: readonly string[]): void {
  const { user, ca, cert, sshConfig } = credentials;
  if (user !== undefined && !addresses.some(isWebAddress))
    throw messages.usageNowhere("user", "http:// or https://");
  if (
    sshConfig !== undefined &&
    !addresses.some((one) => isSshAddress(one) || isWindowsAddress(one))
  )
    throw messages.usageNowhere("ssh-config", "ssh:// or windows://");
  if ((ca !== undefined || cert !== undefined) && !addresses.some(isTlsAddress))
    throw messages.usageNowhere(ca === undefined ? "cert" : "ca", "https://");
}

/** Returns a server of the command line. Throws if its driver refuses the arguments. */
export function toServer(option: string, text: string, credentials: Credentials): CommandServer {
  const server = {
    text,
    written: toArguments(text, credentials, (path) => path),
    reached: toArguments(text, credentials, (path) => resolve(path)),
  };
  // Their shape is right: they are made here.
  const { findArgumentError } = drivers[server.reached.driver]!;
  const error = findArgumentError?.(`--${option}`, server.reached as never);
  if (error) throw messages.usageOption(error.text.replace(/\.$/, ""));
  if (!isAddress(text) && !existsSync(text) && /^[\w.-]+:\d+$/.test(text))
    throw messages.usageScheme(option, text);
  return server;
}

/** Returns the arguments of a server that an address or a path names. */
export const toServerArguments = (text: string): ServerArgs =>
  toArguments(text, {}, (path) => path);

/** Returns the arguments of a server, in which `toPath` rewrites the paths of files. */
function toArguments(
  text: string,
  credentials: Credentials,
  toPath: (path: string) => string,
): ServerArgs {
  if (!isAddress(text)) {
    const isExport = /\.xml$/i.test(text);
    return { driver: "file", path: toPath(text), ...(isExport && { format: "windows" }) };
  }
  if (isWindowsAddress(text))
    return { ...toWindowsArguments(text), ...toSshConfig(credentials, toPath) };
  return {
    driver: "kea",
    url: text,
    ...(isWebAddress(text) && toBasicAuthentication(credentials, toPath)),
    ...(isTlsAddress(text) && toTls(credentials, toPath)),
    ...(isSshAddress(text) && toSshConfig(credentials, toPath)),
  };
}

function toBasicAuthentication(
  { user, passwordEnv, passwordFile }: Credentials,
  toPath: (path: string) => string,
): object {
  if (user === undefined) return {};
  if (passwordEnv !== undefined) return { user, password: { env: passwordEnv } };
  return { user, password: { file: toPath(passwordFile!) } };
}

function toTls({ ca, cert, key }: Credentials, toPath: (path: string) => string): object {
  if (ca === undefined && cert === undefined) return {};
  return {
    tls: {
      ...(ca !== undefined && { ca: { file: toPath(ca) } }),
      ...(cert !== undefined && { cert: { file: toPath(cert) }, key: { file: toPath(key!) } }),
    },
  };
}

const toSshConfig = ({ sshConfig }: Credentials, toPath: (path: string) => string): object =>
  sshConfig === undefined ? {} : { sshConfig: toPath(sshConfig) };

/** Returns the arguments of a Windows server that is reached over ssh: `windows://user@host:22`. */
function toWindowsArguments(text: string): ServerArgs {
  const [, user, host = "", port] =
    /^windows:\/\/(?:(.+)@)?([^@/]*?)(?::(\d+))?\/?$/i.exec(text) ?? [];
  return {
    driver: "windows",
    computerName: host.replace(/^\[(.*)\]$/, "$1"),
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port: Number(port) }),
  };
}

const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
const isWindowsAddress = (text: string): boolean => /^windows:\/\//i.test(text);
const isSshAddress = (text: string): boolean => /^ssh:/i.test(text);
/** Returns whether an address leads to HTTP, also through ssh. */
const isWebAddress = (text: string): boolean => /^https?:|^ssh:.*\?http=/i.test(text);
const isTlsAddress = (text: string): boolean => /^https:/i.test(text);
