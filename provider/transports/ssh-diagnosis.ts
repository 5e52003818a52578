// The reason why a server's ssh did not open a Unix socket or a port. For a socket it states none, so
// the server is asked for it by commands that every Unix has. They change nothing.
import type { UserError } from "../core/messages.js";
import { limitsFor } from "./answer-limits.js";
import { startChild } from "./child.js";
import { buildSshArguments } from "./ssh.js";
import type { SshForwarding } from "./ssh-connection.js";
import { sshMessages } from "./ssh-messages.js";

/** Milliseconds that the commands may take. */
const timeoutMs = 20_000;

/** The exit codes of the commands, by the first test that fails. */
const exitCodes = { missing: 10, notWritable: 11, noSocketTable: 12, notListening: 13, none: 14 };

/**
 * Returns the error for a forwarding that the server refused. `reason`: what ssh wrote about it, as
 * seen with OpenSSH 9.2: `connect failed: Connection refused`, `administratively prohibited: open
 * failed`, and for every Unix socket `connect failed: open failed`.
 */
export async function explainRefusedForwarding(
  forwarding: SshForwarding,
  reason: string,
): Promise<UserError> {
  const { label, destination } = forwarding;
  if ("socket" in destination) return explainSocket(forwarding, destination.socket);
  const { port } = destination;
  return /prohibited/.test(reason)
    ? sshMessages.sshPortNotForwarded(label, port)
    : sshMessages.sshPortClosed(label, port, reason);
}

async function explainSocket({ label, route }: SshForwarding, socket: string): Promise<UserError> {
  const args = buildSshArguments(route, ["env", "LC_ALL=C", "sh", "-c", quoteTests(socket)]);
  const child = startChild(
    { program: "ssh", args },
    { readyMarker: "\n", input: "", answerMarker: "\n" },
    { ...limitsFor(1), totalMs: timeoutMs },
  );
  const { code, stderr } = await child.result;
  if (code === exitCodes.missing && !/Permission denied/.test(stderr))
    return sshMessages.sshSocketMissing(label, socket);
  if (code === exitCodes.missing || code === exitCodes.notWritable)
    return sshMessages.sshSocketForbidden(label, socket);
  if (code === exitCodes.notListening) return sshMessages.sshSocketClosed(label, socket);
  if (code === exitCodes.none) return sshMessages.sshSocketNotForwarded(label);
  return sshMessages.sshSocketNotOpened(label, socket);
}

/**
 * Returns the tests as one word of a remote shell. The path of the socket has no character that a
 * shell interprets (`isForwardablePath`). Linux lists sockets that a program listens on in
 * /proc/net/unix; the file that a killed server leaves is not in the list.
 */
function quoteTests(socket: string): string {
  const tests = [
    `ls -d ${socket} >/dev/null || exit ${exitCodes.missing}`,
    `test -w ${socket} || exit ${exitCodes.notWritable}`,
    `test -r /proc/net/unix || exit ${exitCodes.noSocketTable}`,
    `grep -q -F ${socket} /proc/net/unix || exit ${exitCodes.notListening}`,
    `exit ${exitCodes.none}`,
  ];
  return `'${tests.join("; ")}'`;
}
