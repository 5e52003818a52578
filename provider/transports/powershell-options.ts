// The options with which a Windows PowerShell is reached, and what they may be.
import type { UserError } from "../core/messages.js";
import { powerShellMessages } from "./powershell-messages.js";
import { sshMessages } from "./ssh-messages.js";
import { isAccountName, isHostName, isPort } from "./ssh-names.js";

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
  if (isHostName(computerName)) return undefined;
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
  if (user !== undefined && !isAccountName(user)) return sshMessages.sshUser(`${path}.user`, user);
  if (sshConfig === "" || sshConfig?.includes("\0"))
    return sshMessages.sshConfigPath(`${path}.sshConfig`);
  if (port !== undefined && !isPort(port)) return sshMessages.sshPort(`${path}.port`, port);
  return undefined;
}
