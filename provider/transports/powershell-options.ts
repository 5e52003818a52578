// The options with which a Windows PowerShell is reached, and what they may be.
import { isIP } from "node:net";
import type { UserError } from "../core/messages.js";
import { powerShellMessages } from "./powershell-messages.js";

export interface PowerShellOptions {
  /**
   * DNS name, IPv4 or IPv6 address; over ssh also a name from the ssh configuration. Locally the
   * machine that the script asks, which the script gets in its request.
   */
  readonly computerName?: string;
  /** `ssh`, the default: on that machine. `local`: on this one. */
  readonly over?: "ssh" | "local";
  readonly user?: string;
  readonly port?: number;
  /**
   * A configuration file for ssh in place of the user's and the system's, absolute or relative to
   * the project's folder.
   */
  readonly sshConfig?: string;
  /** Size in MiB of the largest answer. Default 256. */
  readonly sizeLimit?: number;
}

/** Returns the error for options that cannot work; `path` names them in the program. */
export function checkPowerShellOptions(
  path: string,
  options: PowerShellOptions,
): UserError | undefined {
  return checkComputerName(path, options) ?? checkSshOptions(path, options);
}

function checkComputerName(
  path: string,
  { computerName, over = "ssh" }: PowerShellOptions,
): UserError | undefined {
  if (computerName === undefined)
    return over === "ssh"
      ? powerShellMessages.computerNameMissing(`${path}.computerName`)
      : undefined;
  if (isComputerName(computerName)) return undefined;
  return powerShellMessages.computerName(`${path}.computerName`, computerName);
}

function checkSshOptions(
  path: string,
  { over, user, port, sshConfig }: PowerShellOptions,
): UserError | undefined {
  if (over === "local") {
    const sshOptions = Object.entries({ user, port, sshConfig });
    const given = sshOptions.find(([, value]) => value !== undefined);
    if (given) return powerShellMessages.onlyOverSsh(path, given[0]);
  }
  if (user !== undefined && !accountPattern.test(user))
    return powerShellMessages.sshUser(`${path}.user`, user);
  if (sshConfig === "" || sshConfig?.includes("\0"))
    return powerShellMessages.sshConfigPath(`${path}.sshConfig`);
  if (port !== undefined && !isPort(port)) return powerShellMessages.sshPort(`${path}.port`, port);
  return undefined;
}

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

/**
 * Returns whether a name is one of a machine. A zone (`fe80::1%eth0`) would not mean the same to
 * both sides.
 */
function isComputerName(name: string): boolean {
  if (name.includes("%")) return false;
  if (isIP(name) !== 0) return true;
  return dnsNamePattern.test(name) && name.length <= 253 && !/(^|\.)\d+\.?$/.test(name);
}

const dnsNamePattern =
  /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$/;

/**
 * Matches `name`, `DOMAIN\name` and `name@domain`. Nothing that a shell or an option could be,
 * because an ssh configuration may hand it to one.
 */
const accountPattern =
  /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}\\)?[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]| (?=[\p{L}\p{N}_])){0,252}(?:@[A-Za-z0-9_][A-Za-z0-9_.-]{0,252})?$/u;
