// Errors of a Windows PowerShell on another machine or on this one.
import { quoted, userError, serverText } from "../core/messages/sentence.js";

/** Said where an answer is lost. */
const perhaps = "The command may still have been carried out.";
const again = "Run this again: it reads the current state of the server.";

export const powerShellMessages = {
  computerName: (where: string, name: string) =>
    userError(
      "computer-name",
      `${where} is ${quoted(name)}, which is not a host name.`,
      "Give a DNS name, an IPv4 or IPv6 address, or a host alias from your ssh configuration.",
    ),
  computerNameMissing: (where: string) =>
    userError(
      "computer-name-missing",
      `${where} is missing: a connection over ssh needs a host name.`,
      'Give the DNS name or address, or set over: "local" for this machine.',
    ),
  onlyOverSsh: (where: string, property: string) =>
    userError(
      "only-over-ssh",
      `${where}.${property} applies only to connections over ssh.`,
      `Remove it, or set over: "ssh".`,
    ),

  programFailed: (where: string, program: string, code: string, cause: unknown) =>
    userError(
      "program-failed",
      `${where}: ${program} could not be started on this machine (${code}).`,
      "Check this machine's memory and limits, and that this user may run the program.",
      cause,
    ),
  powerShellMissing: (where: string, cause: unknown) =>
    userError(
      "powershell-missing",
      `${where} is reached from this machine (over: ` +
        '"local"), but there is no powershell.exe on its PATH.',
      'Run this on Windows with the DHCP tools (RSAT), or set over: "ssh".',
      cause,
    ),
  powerShellNotStarted: (where: string, how: string, text: string) =>
    userError(
      "powershell-not-started",
      `${where}: Windows PowerShell did not start on the server (${how}): ${serverText(text)}.`,
      "Check that the server runs Windows, and that this user may start powershell.exe there.",
    ),
  powerShellNotReady: (where: string, seconds: number) =>
    userError(
      "powershell-not-ready",
      `${where}: Windows PowerShell was not ready within ${seconds} s, so no command was sent.`,
      "Check that the server works and is not under heavy load, and that a login there does " +
        "not wait for input.",
    ),
  powerShellLate: (where: string, seconds: number) =>
    userError(
      "powershell-late",
      `${where}: no answer came within ${seconds} s, so the connection was closed. ${perhaps}`,
      "Check that the server works and is not under heavy load, then run this again. " +
        "If reading takes longer, raise timeout of this server, or select fewer scopes.",
    ),
  powerShellCut: (where: string, text: string) =>
    userError(
      "powershell-cut",
      `${where}: the connection broke before the answer came: ${serverText(text)}. ${perhaps}`,
      again,
    ),
  powerShellNoAnswer: (where: string, how: string, text: string) =>
    userError(
      "powershell-no-answer",
      `${where}: Windows PowerShell ended without an answer (${how}): ${serverText(text)}. ` +
        `${perhaps}`,
      again,
    ),
  powerShellGarbled: (where: string) =>
    userError(
      "powershell-garbled",
      `${where}: the answer is incomplete and was not used. ${perhaps}`,
      again,
    ),
  powerShellSeveralAnswers: (where: string) =>
    userError(
      "powershell-twice",
      `${where}: more than one answer came, and none was used. ${perhaps}`,
      again,
    ),
  powerShellClosed: (where: string, asked: boolean) =>
    userError(
      "powershell-closed",
      `${where}: the connection was closed on this side before ` +
        `${asked ? `the answer came. ${perhaps}` : "a command was sent."}`,
      again,
    ),
};
