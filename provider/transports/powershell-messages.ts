// What lies between us and a Windows PowerShell: ssh, the machine it runs on, and what came back.
import { pathText, quoted, refusal, serverText } from "../core/messages/sentence.js";

/** What may be true when an answer is lost. */
const perhaps = "The command may still have been carried out.";
const again = "Run this again: it reads the current state of the server.";

export const powerShellMessages = {
  computerName: (where: string, name: string) =>
    refusal(
      "computer-name",
      `${where} is ${quoted(name)}, which is not a host name.`,
      "Give a DNS name, an IPv4 or IPv6 address, or a host alias from your ssh configuration.",
    ),
  computerNameMissing: (where: string) =>
    refusal(
      "computer-name-missing",
      `${where} is missing: a connection over ssh needs a host name.`,
      'Give the DNS name or address, or set over: "local" for this machine.',
    ),
  sshUser: (where: string, user: string) =>
    refusal(
      "ssh-user",
      `${where} is ${quoted(user)}, which is not a user name.`,
      'Give it as "name", "DOMAIN\\name" or "name@domain".',
    ),
  sshPort: (where: string, port: number) =>
    refusal(
      "ssh-port",
      `${where} is ${port}, which is not a port.`,
      "Give a whole number from 1 to 65535.",
    ),
  sshConfigPath: (where: string) =>
    refusal(
      "ssh-config-path",
      `${where} is not a path.`,
      "Give the path of a configuration file for ssh.",
    ),
  onlyOverSsh: (where: string, property: string) =>
    refusal(
      "only-over-ssh",
      `${where}.${property} applies only to connections over ssh.`,
      `Remove it, or set over: "ssh".`,
    ),

  sshMissing: (where: string, cause: unknown) =>
    refusal(
      "ssh-missing",
      `${where} is reached over ssh, but there is no ssh on this machine's PATH.`,
      "Install the OpenSSH client.",
      cause,
    ),
  sshConfig: (where: string, text: string) =>
    refusal(
      "ssh-config",
      `${where}: ssh does not accept its configuration: ${serverText(text)}.`,
      "Correct that file, or the path in sshConfig.",
    ),
  hostKeyUnknown: (where: string, kind: string, host: string) =>
    refusal(
      "host-key-unknown",
      `${where}: no ${serverText(kind)} host key of ${quoted(host)} is in known_hosts, so no login was attempted.`,
      "Get the fingerprints on the server itself (ssh-keygen -l -f on each C:\\ProgramData\\ssh\\ssh_host_*_key.pub), connect once with ssh by hand, and accept the key if it matches.",
    ),
  hostKeyChanged: (where: string, shown: string, known: string) =>
    refusal(
      "host-key-changed",
      `${where}: its host key${shown === "" ? "" : ` (${serverText(shown)})`} differs from the one in known_hosts, so no login was attempted. Another machine may be impersonating the server.`,
      `If the server was reinstalled, compare this key with the output of ssh-keygen -l -f on the server, and remove the old key from ${known === "" ? "known_hosts" : pathText(known)}.`,
    ),
  hostKeyRefused: (where: string, text: string) =>
    refusal(
      "host-key-refused",
      `${where}: ssh does not trust its host key: ${serverText(text)}.`,
      "Compare the key with the one on the server, then correct known_hosts.",
    ),
  sshDenied: (where: string, who: string, ways: string) =>
    refusal(
      "ssh-denied",
      `${where}: ${who === "" ? "the user" : quoted(who)} was not allowed to log in${ways === "" ? "" : ` (${serverText(ways)})`}.`,
      "Check that ssh has the private key (ssh-add -l, IdentityFile) and the server the public key: in the user's authorized_keys, for administrators in C:\\ProgramData\\ssh\\administrators_authorized_keys. Passwords are never asked for.",
    ),
  sshConnectionRefused: (where: string, port: string) =>
    refusal(
      "ssh-connection-refused",
      `${where}: the connection to port ${port} was refused; no ssh server listens there.`,
      "Start the OpenSSH server (Start-Service sshd), or correct the name or the port.",
    ),
  sshTimeout: (where: string, text: string) =>
    refusal(
      "ssh-timeout",
      `${where}: the connection over ssh timed out: ${serverText(text)}.`,
      "Check that the machine runs, and check the firewalls on the way.",
    ),
  notSsh: (where: string, text: string) =>
    refusal(
      "not-ssh",
      `${where}: the server on this port does not use ssh: ${serverText(text)}.`,
      "Correct the port.",
    ),
  sshNoAgreement: (where: string, text: string) =>
    refusal(
      "ssh-no-agreement",
      `${where}: client and server have no ssh algorithm in common: ${serverText(text)}.`,
      "Update OpenSSH on the older side, or set the algorithm in the ssh configuration.",
    ),
  sshCut: (where: string, text: string) =>
    refusal(
      "ssh-cut",
      `${where}: the connection was closed before the login: ${serverText(text)}.`,
      "See the server's OpenSSH log (Event Viewer, OpenSSH/Operational), and check the jump host if there is one.",
    ),
  sshFailed: (where: string, text: string) =>
    refusal(
      "ssh-failed",
      `${where}: ssh failed: ${serverText(text)}.`,
      "Check that ssh by hand reaches the server.",
    ),

  programFailed: (where: string, program: string, code: string, cause: unknown) =>
    refusal(
      "program-failed",
      `${where}: ${program} could not be started on this machine (${code}).`,
      "Check this machine's memory and limits, and that this user may run the program.",
      cause,
    ),
  powerShellMissing: (where: string, cause: unknown) =>
    refusal(
      "powershell-missing",
      `${where} is reached from this machine (over: "local"), but there is no powershell.exe on its PATH.`,
      'Run this on Windows with the DHCP tools (RSAT), or set over: "ssh".',
      cause,
    ),
  powerShellNotStarted: (where: string, how: string, text: string) =>
    refusal(
      "powershell-not-started",
      `${where}: Windows PowerShell did not start on the server (${how}): ${serverText(text)}.`,
      "Check that the server runs Windows, and that this user may start powershell.exe there.",
    ),
  powerShellNotReady: (where: string, seconds: number) =>
    refusal(
      "powershell-not-ready",
      `${where}: Windows PowerShell was not ready within ${seconds} s, so no command was sent.`,
      "Check that the server works and is not under heavy load, and that a login there does not wait for input.",
    ),
  powerShellLate: (where: string, seconds: number) =>
    refusal(
      "powershell-late",
      `${where}: no answer came within ${seconds} s, so the connection was closed. ${perhaps}`,
      "Check that the server works and is not under heavy load, then run this again. If reading takes longer, raise timeout of this server, or select fewer scopes.",
    ),
  powerShellCut: (where: string, text: string) =>
    refusal(
      "powershell-cut",
      `${where}: the connection broke before the answer came: ${serverText(text)}. ${perhaps}`,
      again,
    ),
  powerShellNoAnswer: (where: string, how: string, text: string) =>
    refusal(
      "powershell-no-answer",
      `${where}: Windows PowerShell ended without an answer (${how}): ${serverText(text)}. ${perhaps}`,
      again,
    ),
  powerShellGarbled: (where: string) =>
    refusal(
      "powershell-garbled",
      `${where}: the answer is incomplete and was not used. ${perhaps}`,
      again,
    ),
  powerShellSeveralAnswers: (where: string) =>
    refusal(
      "powershell-twice",
      `${where}: more than one answer came, and none was used. ${perhaps}`,
      again,
    ),
  powerShellClosed: (where: string, asked: boolean) =>
    refusal(
      "powershell-closed",
      `${where}: the connection was closed on this side before ${asked ? `the answer came. ${perhaps}` : "a command was sent."}`,
      again,
    ),
};
