// Errors of the system's ssh, and of connections that it forwards.
import { pathText, quoted, userError, serverText } from "../core/messages/sentence.js";

/** The system of a server, which decides where the keys and the log of its OpenSSH are. */
export type ServerSystem = "windows" | "unix";

const hostKeyFiles: Readonly<Record<ServerSystem, string>> = {
  windows: "C:\\ProgramData\\ssh\\ssh_host_*_key.pub",
  unix: "/etc/ssh/ssh_host_*_key.pub",
};

const otherKeyFile: Readonly<Record<ServerSystem, string>> = {
  windows: ", for administrators in C:\\ProgramData\\ssh\\administrators_authorized_keys",
  unix: "",
};

const startCommand: Readonly<Record<ServerSystem, string>> = {
  windows: "Start-Service sshd",
  unix: "systemctl start ssh",
};

const logName: Readonly<Record<ServerSystem, string>> = {
  windows: "Event Viewer, OpenSSH/Operational",
  unix: "journalctl -u ssh",
};

export const sshMessages = {
  sshUser: (where: string, user: string) =>
    userError(
      "ssh-user",
      `${where} is ${quoted(user)}, which is not a user name.`,
      'Give it as "name", "DOMAIN\\name" or "name@domain".',
    ),
  sshPort: (where: string, port: number) =>
    userError(
      "ssh-port",
      `${where} is ${port}, which is not a port.`,
      "Give a whole number from 1 to 65535.",
    ),
  sshConfigPath: (where: string) =>
    userError(
      "ssh-config-path",
      `${where} is not a path.`,
      "Give the path of a configuration file for ssh.",
    ),
  sshMissing: (where: string, cause: unknown) =>
    userError(
      "ssh-missing",
      `${where} is reached over ssh, but there is no ssh on this machine's PATH.`,
      "Install the OpenSSH client.",
      cause,
    ),
  sshConfig: (where: string, text: string) =>
    userError(
      "ssh-config",
      `${where}: ssh does not accept its configuration: ${serverText(text)}.`,
      "Correct that file, or the path in sshConfig.",
    ),
  hostKeyUnknown: (where: string, kind: string, host: string, system: ServerSystem) =>
    userError(
      "host-key-unknown",
      `${where}: no ${serverText(kind)} host key of ${quoted(host)} is in known_hosts, ` +
        "so no login was attempted.",
      "Get the fingerprints on the server itself (ssh-keygen -l -f on each " +
        `${hostKeyFiles[system]}), connect once with ssh by hand, and accept the key if it ` +
        "matches.",
    ),
  hostKeyChanged: (where: string, shown: string, known: string) =>
    userError(
      "host-key-changed",
      `${where}: its host key${shown === "" ? "" : ` (${serverText(shown)})`} differs from the ` +
        "one in known_hosts, so no login was attempted. " +
        "Another machine may be impersonating the server.",
      "If the server was reinstalled, compare this key with the output of ssh-keygen -l -f on " +
        "the server, and remove the old key from " +
        `${known === "" ? "known_hosts" : pathText(known)}.`,
    ),
  hostKeyRefused: (where: string, text: string) =>
    userError(
      "host-key-refused",
      `${where}: ssh does not trust its host key: ${serverText(text)}.`,
      "Compare the key with the one on the server, then correct known_hosts.",
    ),
  sshDenied: (where: string, who: string, ways: string, system: ServerSystem) =>
    userError(
      "ssh-denied",
      `${where}: ${who === "" ? "the user" : quoted(who)} was not allowed to log ` +
        `in${ways === "" ? "" : ` (${serverText(ways)})`}.`,
      "Check that ssh has the private key (ssh-add -l, IdentityFile) and the server the public " +
        `key: in the user's authorized_keys${otherKeyFile[system]}. ` +
        "Passwords are never asked for.",
    ),
  sshConnectionRefused: (where: string, port: string, system: ServerSystem) =>
    userError(
      "ssh-connection-refused",
      `${where}: the connection to port ${port} was refused; no ssh server listens there.`,
      `Start the OpenSSH server (${startCommand[system]}), or correct the name or the port.`,
    ),
  sshTimeout: (where: string, text: string) =>
    userError(
      "ssh-timeout",
      `${where}: the connection over ssh timed out: ${serverText(text)}.`,
      "Check that the machine runs, and check the firewalls on the way.",
    ),
  notSsh: (where: string, text: string) =>
    userError(
      "not-ssh",
      `${where}: the server on this port does not use ssh: ${serverText(text)}.`,
      "Correct the port.",
    ),
  sshNoAgreement: (where: string, text: string) =>
    userError(
      "ssh-no-agreement",
      `${where}: client and server have no ssh algorithm in common: ${serverText(text)}.`,
      "Update OpenSSH on the older side, or set the algorithm in the ssh configuration.",
    ),
  sshCut: (where: string, text: string, system: ServerSystem) =>
    userError(
      "ssh-cut",
      `${where}: the connection was closed before the login: ${serverText(text)}.`,
      `See the server's OpenSSH log (${logName[system]}), and check the jump host if there is one.`,
    ),
  sshFailed: (where: string, text: string) =>
    userError(
      "ssh-failed",
      `${where}: ssh failed: ${serverText(text)}.`,
      "Check that ssh by hand reaches the server.",
    ),

  // ---- connections that ssh forwards ----
  sshForwardingOnWindows: (where: string) =>
    userError(
      "ssh-forwarding-on-windows",
      `${where}: a url that begins with ssh:// needs a Unix socket on this machine, ` +
        "which is not possible on Windows.",
      "Run this on Linux, on macOS or in WSL, " + "or give the https:// address of the server.",
    ),
  sshNoFolder: (where: string, folder: string, code: string, cause: unknown) =>
    userError(
      "ssh-no-folder",
      `${where}: no folder for the socket of ssh could be created in ${pathText(folder)} ` +
        `(${code}).`,
      "Set TMPDIR to a folder that this user may write to.",
      cause,
    ),
  sshNotReady: (where: string, seconds: number) =>
    userError(
      "ssh-not-ready",
      `${where}: ssh did not connect within ${seconds} s, so nothing was sent.`,
      "Check that ssh by hand reaches the server without a question.",
    ),
  sshSocketMissing: (where: string, path: string) =>
    userError(
      "ssh-socket-missing",
      `${where}: the server has no socket ${pathText(path)}.`,
      "Start kea-dhcp4 there, or correct the path: " +
        "it is socket-name of the control socket " +
        "in the server's configuration.",
    ),
  sshSocketForbidden: (where: string, path: string) =>
    userError(
      "ssh-socket-forbidden",
      `${where}: the user who logs in has no permission to use the socket ${pathText(path)}.`,
      "Log in as root or as the user who runs kea-dhcp4, or grant this user access to the " +
        "folder and write access to the socket.",
    ),
  sshSocketClosed: (where: string, path: string) =>
    userError(
      "ssh-socket-closed",
      `${where}: no program listens on the socket ${pathText(path)}.`,
      "Start kea-dhcp4 on the server.",
    ),
  sshSocketNotForwarded: (where: string) =>
    userError(
      "ssh-socket-not-forwarded",
      `${where}: the ssh server does not forward this user to Unix sockets.`,
      "Allow it in the server's sshd_config (AllowStreamLocalForwarding yes, DisableForwarding " +
        "no), and remove no-port-forwarding or restrict before the user's key in authorized_keys.",
    ),
  sshSocketNotOpened: (where: string, path: string) =>
    userError(
      "ssh-socket-not-opened",
      `${where}: the ssh server did not open the socket ${pathText(path)}.`,
      "Check on the server that kea-dhcp4 runs, that this user may use the socket, " +
        "and that sshd_config allows it (AllowStreamLocalForwarding).",
    ),
  sshPortClosed: (where: string, port: number, text: string) =>
    userError(
      "ssh-port-closed",
      `${where}: no program answers on port ${port} of the server's loopback ` +
        `(${serverText(text)}).`,
      "Start kea-ctrl-agent on the server, or correct the port.",
    ),
  sshPortNotForwarded: (where: string, port: number) =>
    userError(
      "ssh-port-not-forwarded",
      `${where}: the ssh server does not forward this user to port ${port}.`,
      "Allow it in the server's sshd_config (AllowTcpForwarding, PermitOpen, " +
        "DisableForwarding), and in the options before the user's key in authorized_keys.",
    ),
  sshBroken: (where: string, text: string) =>
    userError(
      "ssh-broken",
      `${where}: the connection over ssh broke: ${serverText(text)}.`,
      "Run this again: it reads the current state of the server.",
    ),
};
