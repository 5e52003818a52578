// A Windows PowerShell on some machine, over ssh or on this one. What it runs is constant text; all data goes through standard input.
import { isIP } from "node:net";
import { hostname } from "node:os";
import { messages, type Refusal } from "../core/messages.js";
import { type Child, type Said, start } from "./child.js";
import { answerIn, cue, errorText, powerShellArguments, question } from "./powershell-frame.js";
import { projectPath } from "./project.js";
import { sshArguments, sshFailed, sshTold } from "./ssh.js";
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
   * Throws a refusal where nothing was asked, and `Unanswered` where the script may have run and its answer is lost.
   */
  run(script: string, request: unknown, patience?: number): Promise<unknown>;
  /** Ends what still runs. */
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
}

/** What cannot be so in these options, whose place in the arguments is `where`. */
export function powerShellFlaw(where: string, { computerName, over = "ssh", user, port, sshConfig }: PowerShellOptions): Refusal | undefined {
  if (computerName === undefined && over === "ssh") return messages.computerNameMissing(`${where}.computerName`);
  if (computerName !== undefined && !machine(computerName)) return messages.computerName(`${where}.computerName`, computerName);
  const foreign = over === "local" && Object.entries({ user, port, sshConfig }).find(([, value]) => value !== undefined);
  if (foreign) return messages.onlyOverSsh(where, foreign[0]);
  if (user !== undefined && !account.test(user)) return messages.sshUser(`${where}.user`, user);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) return messages.sshPort(`${where}.port`, port);
  return undefined;
}

/** A zone (`fe80::1%eth0`) would not mean the same to both sides. */
const machine = (name: string): boolean => (name.includes("%") ? false : isIP(name) !== 0 || (dnsName.test(name) && name.length <= 253 && !/(^|\.)\d+\.?$/.test(name)));
const dnsName = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$/;
/** `name`, `DOMAIN\name`, `name@domain`: nothing that a shell or an option could be, for an ssh configuration may hand it to one. */
const account = /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}\\)?[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]| (?=[\p{L}\p{N}_])){0,252}(?:@[A-Za-z0-9_][A-Za-z0-9_.-]{0,252})?$/u;

/** A read of a large server takes minutes: thousands of scopes, each asked for its reservations and options. */
const usual = 300_000;

/** Throws what `powerShellFlaw` tells. */
export function powerShell(options: PowerShellOptions): PowerShell {
  const flaw = powerShellFlaw("a server", options);
  if (flaw) throw flaw;
  const { computerName, over = "ssh", user, port, sshConfig } = options;
  const label = computerName ?? hostname();
  const address = `${label.toLowerCase().replace(/\.$/, "")}${port === undefined || port === 22 ? "" : `:${port}`}`;
  const far = over === "ssh";
  const [program, args] = far
    ? ["ssh", sshArguments({ host: label, user, port, config: sshConfig === undefined ? undefined : projectPath(sshConfig) }, ["powershell.exe", ...powerShellArguments])] as const
    : ["powershell.exe", powerShellArguments] as const;
  const children = new Set<Child>();

  const ask = async (script: string, request: unknown, patience: number): Promise<unknown> => {
    const child = start(program, args, cue, question(script, request), patience);
    children.add(child);
    const said = await child.said;
    children.delete(child);
    const heard = answerIn(said.stdout);
    if (typeof heard === "object") return heard.answer;
    if (said.how === "missing") throw (far ? messages.sshMissing : messages.powerShellMissing)(label, said.cause);
    const text = withoutData(errorText(said.stderr), request);
    if (!said.ready) throw unready(said, text, patience);
    throw new Unanswered(lost(said, heard, text, patience));
  };

  /** Nothing was asked. */
  const unready = ({ how, code }: Said, text: string, patience: number): Refusal => {
    if (how === "late") return messages.powerShellNotReady(label, patience / 1000);
    if (how === "stopped") return messages.powerShellClosed(label, false);
    return far && code === sshFailed ? sshTold(label, text) : messages.powerShellNotStarted(label, ended(code), text);
  };

  /** It was asked, and what became of it is not known. */
  const lost = ({ how, code }: Said, heard: "none" | "garbled" | "several", text: string, patience: number): Refusal => {
    if (how === "late") return messages.powerShellLate(label, patience / 1000);
    if (how === "stopped") return messages.powerShellClosed(label, true);
    if (far && code === sshFailed) return messages.powerShellCut(label, text);
    if (heard === "several") return messages.powerShellTwice(label);
    return heard === "garbled" ? messages.powerShellGarbled(label) : messages.powerShellSilent(label, ended(code), text);
  };

  return {
    label,
    address,
    run: (script, request, patience = usual) => inTurn(address, () => ask(script, request, patience)),
    async close() {
      const ending = [...children];
      ending.forEach((child) => child.stop());
      await Promise.all(ending.map(({ said }) => said));
    },
  };
}

const ended = (code: Said["code"]): string => (typeof code === "number" ? `code ${code}` : (code ?? "no code"));

/** Nothing that was sent is repeated in a sentence: passwords may be among it. */
function withoutData(text: string, request: unknown): string {
  const sent = new Set<string>();
  JSON.stringify(request, (_, value: unknown) => {
    if (typeof value === "string" && value.length >= 4) sent.add(value);
    return value;
  });
  // The longest first: what a shorter one left of it would be told.
  return [...sent].sort((a, b) => b.length - a.length).reduce((plain, value) => plain.replaceAll(value, "…"), text);
}

const turns = new Map<string, Promise<unknown>>();

/** One after the other for each machine, whoever asks. */
function inTurn<Result>(address: string, act: () => Promise<Result>): Promise<Result> {
  const mine = (turns.get(address) ?? Promise.resolve()).then(act);
  const over = mine.catch(() => {}).then(() => {
    if (turns.get(address) === over) turns.delete(address);
  });
  turns.set(address, over);
  return mine;
}
