// A Windows PowerShell on some machine, over ssh or on this one. What it runs is constant text; all data goes through standard input.
import { isIP } from "node:net";
import { hostname } from "node:os";
import { messages, type UserError } from "../core/messages.js";
import { mebibyte } from "../storage/bounded-bytes.js";
import { limitsFor, type AnswerLimits } from "./answer-limits.js";
import { type Child, type ChildResult, startChild } from "./child.js";
import {
  findAnswer,
  answerMarker,
  readyMarker,
  extractErrorText,
  type NoAnswer,
  powerShellArguments,
  type Progress,
  listenForProgress,
  encodeQuestion,
} from "./powershell-frame.js";
import { resolveInProject } from "../storage/project.js";
import { buildSshArguments, sshFailureCode, explainSshFailure } from "./ssh.js";
import { Unanswered } from "./unanswered.js";

/** A Windows PowerShell on some machine: runs a fixed script on a request. */
export interface PowerShell {
  /** The words a person knows it by. */
  readonly label: string;
  /** The same for one machine, however it is reached. */
  readonly address: string;
  /**
   * Runs `script` (constant text, never built from data) with `request` as JSON, its only argument; answers the JSON document that it wrote
   * between its markers (`framed`). One at a time for each machine. `patience`: how long it may take once it is its turn, in milliseconds.
   * `heard`: is told how far the script is, where it says so.
   * Throws a refusal where nothing was asked, and `Unanswered` where the script may have run and its answer is lost.
   */
  run(
    script: string,
    request: unknown,
    patience?: number,
    heard?: (progress: Progress) => void,
  ): Promise<unknown>;
  /** Ends what still runs; what waits for its turn is not asked any more. */
  close(): Promise<void>;
}

export interface PowerShellOptions {
  /** A DNS name, an IPv4 or an IPv6 address; over ssh also a name from the ssh configuration. Locally the machine that the script asks, told to it by its request. */
  readonly computerName?: string;
  /** `ssh`, the default: on that machine. `local`: on this one. */
  readonly over?: "ssh" | "local";
  readonly user?: string;
  readonly port?: number;
  /** A configuration file for ssh in place of the user's and the system's, relative to the project's folder or absolute. */
  readonly sshConfig?: string;
  /** MiB that it may write to answer one request. Default 256. */
  readonly sizeLimit?: number;
}

/** What cannot be so in these options, whose place in the arguments is `where`. */
export function checkPowerShellOptions(
  where: string,
  { computerName, over = "ssh", user, port, sshConfig }: PowerShellOptions,
): UserError | undefined {
  if (computerName === undefined && over === "ssh")
    return messages.computerNameMissing(`${where}.computerName`);
  if (computerName !== undefined && !isComputerName(computerName))
    return messages.computerName(`${where}.computerName`, computerName);
  const foreign =
    over === "local" &&
    Object.entries({ user, port, sshConfig }).find(([, value]) => value !== undefined);
  if (foreign) return messages.onlyOverSsh(where, foreign[0]);
  if (user !== undefined && !accountPattern.test(user))
    return messages.sshUser(`${where}.user`, user);
  if (sshConfig?.includes("\0") || sshConfig === "")
    return messages.sshConfigPath(`${where}.sshConfig`);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535))
    return messages.sshPort(`${where}.port`, port);
  return undefined;
}

/** A zone (`fe80::1%eth0`) would not mean the same to both sides. */
const isComputerName = (name: string): boolean =>
  name.includes("%")
    ? false
    : isIP(name) !== 0 ||
      (dnsNamePattern.test(name) && name.length <= 253 && !/(^|\.)\d+\.?$/.test(name));
const dnsNamePattern =
  /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$/;
/** `name`, `DOMAIN\name`, `name@domain`: nothing that a shell or an option could be, for an ssh configuration may hand it to one. */
const accountPattern =
  /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}\\)?[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]| (?=[\p{L}\p{N}_])){0,252}(?:@[A-Za-z0-9_][A-Za-z0-9_.-]{0,252})?$/u;

/** A read of a large server takes minutes: thousands of scopes, each asked for its reservations and options. */
const defaultTimeoutMs = 300_000;

/** Throws what `powerShellFlaw` tells. */
export function openPowerShell(options: PowerShellOptions): PowerShell {
  const flaw = checkPowerShellOptions("a server", options);
  if (flaw) throw flaw;
  const { computerName, over = "ssh", user, port, sshConfig, sizeLimit } = options;
  const usualLimits = limitsFor(sizeLimit);
  const label = computerName ?? hostname();
  const address = `${label.toLowerCase().replace(/\.$/, "")}${port === undefined || port === 22 ? "" : `:${port}`}`;
  const far = over === "ssh";
  const [program, args] = far
    ? ([
        "ssh",
        buildSshArguments(
          {
            host: label,
            user,
            port,
            config: sshConfig === undefined ? undefined : resolveInProject(sshConfig),
          },
          ["powershell.exe", ...powerShellArguments],
        ),
      ] as const)
    : (["powershell.exe", powerShellArguments] as const);
  const children = new Set<Child>();
  let closed = false;

  const ask = async (
    script: string,
    request: unknown,
    totalMs: number,
    heard?: (progress: Progress) => void,
  ): Promise<unknown> => {
    if (closed) throw messages.powerShellClosed(label, false);
    const limits = { ...usualLimits, totalMs };
    const exchange = {
      readyMarker,
      input: encodeQuestion(script, request),
      answerMarker,
      ...(heard && { heard: listenForProgress(heard) }),
    };
    const command = { program, args, ...(!far && { env: withoutModulePath(process.env) }) };
    const child = startChild(command, exchange, limits);
    children.add(child);
    const said = await child.result;
    children.delete(child);
    const found = findAnswer(said.stdout);
    if (typeof found === "object") return found.answer;
    if (said.cause) throw notStarted(said.cause);
    const text = hideRequestValues(extractErrorText(said.stderr), request);
    if (!said.wasReady) throw unready(said, text, limits);
    throw new Unanswered(lost(said, found, text, limits));
  };

  const notStarted = (cause: NodeJS.ErrnoException): UserError =>
    cause.code !== "ENOENT"
      ? messages.programFailed(label, program, cause.code ?? "no code", cause)
      : far
        ? messages.sshMissing(label, cause)
        : messages.powerShellMissing(label, cause);

  /** Nothing was asked. */
  const unready = (
    { ending: how, code }: ChildResult,
    text: string,
    { totalMs, maxBytes }: AnswerLimits,
  ): UserError => {
    if (how === "NO_ANSWER") return messages.powerShellNotReady(label, totalMs / 1000);
    if (how === "TOO_LARGE") return messages.answerTooLarge(label, maxBytes / mebibyte, undefined);
    if (how === "stopped") return messages.powerShellClosed(label, false);
    return far && code === sshFailureCode
      ? explainSshFailure(label, text)
      : messages.powerShellNotStarted(label, describeExit(code), shortenToEnd(text));
  };

  /** It was asked, and what became of it is not known. */
  const lost = (
    { ending: how, code }: ChildResult,
    heard: NoAnswer,
    text: string,
    { totalMs, idleMs, maxBytes }: AnswerLimits,
  ): UserError => {
    if (how === "NO_ANSWER") return messages.powerShellLate(label, totalMs / 1000);
    if (how === "STALLED") return messages.answerStalled(label, idleMs / 1000, undefined);
    if (how === "TOO_LARGE") return messages.answerTooLarge(label, maxBytes / mebibyte, undefined);
    if (how === "stopped") return messages.powerShellClosed(label, true);
    if (far && code === sshFailureCode) return messages.powerShellCut(label, shortenToEnd(text));
    if (heard === "several") return messages.powerShellTwice(label);
    return heard === "garbled"
      ? messages.powerShellGarbled(label)
      : messages.powerShellSilent(label, describeExit(code), shortenToEnd(text));
  };

  return {
    label,
    address,
    run: (script, request, patience = defaultTimeoutMs, heard) =>
      runInTurn(address, () => ask(script, request, patience, heard)),
    async close() {
      closed = true;
      const ending = [...children];
      ending.forEach((child) => child.stop());
      await Promise.all(ending.map(({ result: said }) => said));
    },
  };
}

/**
 * Returns an environment without PSModulePath, which a `powershell.exe` then sets itself. It would
 * inherit the one of a PowerShell 7 that Node was started from, and look for its own modules there
 * in vain (about_PSModulePath; PowerShell/PowerShell#27774).
 */
const withoutModulePath = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => name.toLowerCase() !== "psmodulepath"));

const describeExit = (code: ChildResult["code"]): string =>
  typeof code === "number" ? `code ${code}` : (code ?? "no code");

/**
 * Nothing that was sent is repeated in a sentence: passwords may be among it. PowerShell breaks its lines where a console would, also inside a
 * value, so white space does not count.
 */
function hideRequestValues(text: string, request: unknown): string {
  const places = [...text.matchAll(/\S/g)].map(({ index }) => index);
  const bare = places.map((place) => text[place]).join("");
  const hidden = new Set<number>();
  JSON.stringify(request, (_, value: unknown) => {
    const sought = typeof value === "string" ? value.replace(/\s/g, "") : "";
    for (
      let at = sought.length < 4 ? -1 : bare.indexOf(sought);
      at >= 0;
      at = bare.indexOf(sought, at + 1)
    )
      for (let i = 0; i < sought.length; i++) hidden.add(at + i);
    return value;
  });
  let [told, from] = ["", 0];
  places.forEach((place, i) => {
    if (!hidden.has(i)) return;
    if (!hidden.has(i - 1)) told += `${text.slice(from, place)}…`;
    from = place + 1;
  });
  return told + text.slice(from);
}

/** The end of what was said: before it may stand what greets everybody. */
const shortenToEnd = (text: string): string => (text.length <= 280 ? text : `…${text.slice(-279)}`);

const turns = new Map<string, Promise<unknown>>();

/** One after the other for each machine, whoever asks. */
function runInTurn<Result>(address: string, act: () => Promise<Result>): Promise<Result> {
  const mine = (turns.get(address) ?? Promise.resolve()).then(act);
  const over = mine
    .catch(() => {})
    .then(() => {
      if (turns.get(address) === over) turns.delete(address);
    });
  turns.set(address, over);
  return mine;
}
