// What lies between us and a Windows PowerShell: ssh, the machine it runs on, and what came back.
import { pathText, quoted, refusal, serverText } from "./sentence.js";

/** What may be true when an answer is lost. */
const perhaps = "What was asked may have been done all the same.";
const again = "Run this again: it will read the server as it now is.";

export const powerShellMessages = {
  computerName: (where: string, name: string) =>
    refusal(
      "computer-name",
      `${where} is ${quoted(name)}, which is no name of a machine.`,
      "Give a DNS name, an IPv4 or an IPv6 address, or a name that your ssh configuration knows.",
    ),
  computerNameMissing: (where: string) =>
    refusal(
      "computer-name-missing",
      `${where} is missing: over ssh a machine needs a name.`,
      'Give its DNS name or address, or say over: "local" for this machine.',
    ),
  sshUser: (where: string, user: string) =>
    refusal(
      "ssh-user",
      `${where} is ${quoted(user)}, which is no name of a user.`,
      'Give it as "name", "DOMAIN\\name" or "name@domain".',
    ),
  sshPort: (where: string, port: number) =>
    refusal(
      "ssh-port",
      `${where} is ${port}, which is no port.`,
      "Give a whole number from 1 to 65535.",
    ),
  sshConfigPath: (where: string) =>
    refusal(
      "ssh-config-path",
      `${where} is no path.`,
      "Give the path of a configuration file for ssh.",
    ),
  onlyOverSsh: (where: string, property: string) =>
    refusal(
      "only-over-ssh",
      `${where}.${property} has a meaning over ssh only.`,
      `Take it out, or say over: "ssh".`,
    ),

  sshMissing: (where: string, cause: unknown) =>
    refusal(
      "ssh-missing",
      `${where} is reached over ssh, and there is no ssh on this machine's PATH.`,
      "Install the OpenSSH client.",
      cause,
    ),
  sshConfig: (where: string, text: string) =>
    refusal(
      "ssh-config",
      `${where}: ssh does not take its configuration: ${serverText(text)}.`,
      "Correct that file, or the path in sshConfig.",
    ),
  hostKeyUnknown: (where: string, kind: string, host: string) =>
    refusal(
      "host-key-unknown",
      `${where}: no ${serverText(kind)} host key of ${quoted(host)} is known here, so it was not logged on to.`,
      "Ask the server itself for its keys' fingerprints (ssh-keygen -l -f on each C:\\ProgramData\\ssh\\ssh_host_*_key.pub), connect once with ssh by hand, and accept the one that is the same.",
    ),
  hostKeyChanged: (where: string, shown: string, known: string) =>
    refusal(
      "host-key-changed",
      `${where}: it shows another host key${shown === "" ? "" : ` (${serverText(shown)})`} than the one that is known here, so it was not logged on to: somebody may stand in its place.`,
      `If the server was set up anew, compare this with what ssh-keygen -l -f says there of its own key, and take the old one out of ${known === "" ? "known_hosts" : pathText(known)}.`,
    ),
  hostKeyRefused: (where: string, text: string) =>
    refusal(
      "host-key-refused",
      `${where}: ssh does not trust its host key: ${serverText(text)}.`,
      "Compare the key with what the server itself says of it, then correct known_hosts.",
    ),
  sshDenied: (where: string, who: string, ways: string) =>
    refusal(
      "ssh-denied",
      `${where}: ${who === "" ? "the user" : quoted(who)} was not let in${ways === "" ? "" : ` (${serverText(ways)})`}.`,
      "Look whether ssh has the key here (ssh-add -l, IdentityFile), and the server its public half: in the user's authorized_keys, for administrators in C:\\ProgramData\\ssh\\administrators_authorized_keys. Nobody is asked for a password.",
    ),
  sshNobody: (where: string, port: string) =>
    refusal(
      "ssh-nobody-listens",
      `${where}: nobody listens for ssh there (port ${port}: connection refused).`,
      "Start the OpenSSH server (Start-Service sshd), or correct the name or the port.",
    ),
  sshTimeout: (where: string, text: string) =>
    refusal(
      "ssh-timeout",
      `${where}: it was not reached over ssh in time: ${serverText(text)}.`,
      "Look whether the machine runs, and at firewalls between here and there.",
    ),
  sshNone: (where: string, text: string) =>
    refusal(
      "ssh-none",
      `${where}: what answers there does not speak ssh: ${serverText(text)}.`,
      "Correct the port.",
    ),
  sshNoAgreement: (where: string, text: string) =>
    refusal(
      "ssh-no-agreement",
      `${where}: the two sides of ssh have no algorithm in common: ${serverText(text)}.`,
      "Bring OpenSSH up to date on the older side, or name the algorithm in the ssh configuration.",
    ),
  sshCut: (where: string, text: string) =>
    refusal(
      "ssh-cut",
      `${where}: the connection was closed before anybody was logged on: ${serverText(text)}.`,
      "Look into the server's log of OpenSSH (Event Viewer, OpenSSH/Operational), and at the jump host, if there is one.",
    ),
  sshFailed: (where: string, text: string) =>
    refusal(
      "ssh-failed",
      `${where}: ssh failed: ${serverText(text)}.`,
      "Look whether ssh by hand reaches the server.",
    ),

  programFailed: (where: string, program: string, code: string, cause: unknown) =>
    refusal(
      "program-failed",
      `${where}: ${program} could not be started here (${code}).`,
      "Look at this machine: its memory, its limits, and whether this user may run that program.",
      cause,
    ),
  powerShellMissing: (where: string, cause: unknown) =>
    refusal(
      "powershell-missing",
      `${where} is to be reached from here, and there is no powershell.exe on this machine's PATH.`,
      'Run this on Windows with the DHCP tools (RSAT), or say over: "ssh".',
      cause,
    ),
  powerShellNotStarted: (where: string, how: string, text: string) =>
    refusal(
      "powershell-not-started",
      `${where}: Windows PowerShell did not start there (${how}): ${serverText(text)}.`,
      "Look whether the server runs Windows, and whether this user may start powershell.exe there.",
    ),
  powerShellNotReady: (where: string, seconds: number) =>
    refusal(
      "powershell-not-ready",
      `${where}: Windows PowerShell was not ready within ${seconds} s, so nothing was asked.`,
      "Look whether the server is well and not under heavy load, and whether a logon there waits for something.",
    ),
  powerShellLate: (where: string, seconds: number) =>
    refusal(
      "powershell-late",
      `${where}: no answer came within ${seconds} s, and it is no longer waited for. ${perhaps}`,
      "Look whether the server is well and not under heavy load, then run this again. Where a reading takes longer, raise timeout of this server, or name fewer scopes.",
    ),
  powerShellCut: (where: string, text: string) =>
    refusal(
      "powershell-cut",
      `${where}: the connection broke before the answer came: ${serverText(text)}. ${perhaps}`,
      again,
    ),
  powerShellSilent: (where: string, how: string, text: string) =>
    refusal(
      "powershell-silent",
      `${where}: Windows PowerShell ended without an answer (${how}): ${serverText(text)}. ${perhaps}`,
      again,
    ),
  powerShellGarbled: (where: string) =>
    refusal(
      "powershell-garbled",
      `${where}: the answer is not whole, and was not used. ${perhaps}`,
      again,
    ),
  powerShellTwice: (where: string) =>
    refusal(
      "powershell-twice",
      `${where}: more than one answer came, and none was used. ${perhaps}`,
      again,
    ),
  powerShellClosed: (where: string, asked: boolean) =>
    refusal(
      "powershell-closed",
      `${where}: the connection was closed from this side before ${asked ? `the answer came. ${perhaps}` : "anything was asked."}`,
      again,
    ),
};
