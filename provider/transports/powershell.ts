// A Windows PowerShell on some machine, over ssh or on this one. It runs constant text; all data
// goes through standard input.
import { hostname } from "node:os";
import { resolveInProject } from "../storage/project.js";
import { type AnswerLimits, limitsFor } from "./answer-limits.js";
import { type Child, type Command, startChild } from "./child.js";
import {
  explainLostAnswer,
  explainNotReady,
  explainNotStarted,
  hideRequestValues,
  type Route,
} from "./powershell-failure.js";
import {
  answerMarker,
  encodeQuestion,
  extractErrorText,
  findAnswer,
  listenForProgress,
  powerShellArguments,
  type Progress,
  readyMarker,
} from "./powershell-frame.js";
import { checkPowerShellOptions, type PowerShellOptions } from "./powershell-options.js";
import { buildSshArguments } from "./ssh.js";
import { Unanswered } from "./unanswered.js";
import { powerShellMessages } from "./powershell-messages.js";

/** A Windows PowerShell on some machine, which runs a fixed script on a request. */
export interface PowerShell {
  /** Name of the machine in messages. */
  readonly label: string;
  /** Equal for one machine, however it is reached. */
  readonly address: string;
  /**
   * Runs `script` (constant text, never built from data) with `request` as JSON, its only argument.
   * Returns the JSON document that the script wrote between its markers (`frameAnswer`). Scripts
   * for one machine run one after the other. `timeoutMs` counts from the start of the script.
   * `onProgress` hears how far the script is, if the script says so. Throws a `UserError` if the
   * script was not started, and `Unanswered` if it may have run and its answer is lost.
   */
  run(
    script: string,
    request: unknown,
    timeoutMs?: number,
    onProgress?: (progress: Progress) => void,
  ): Promise<unknown>;
  /** Ends running scripts; scripts that wait for their turn are not started any more. */
  close(): Promise<void>;
}

/**
 * Milliseconds. A read of a large server takes minutes: thousands of scopes, each asked for its
 * reservations and options.
 */
const defaultTimeoutMs = 300_000;

/** A script with its request, and the limits of its answer. */
interface Job {
  readonly script: string;
  readonly request: unknown;
  readonly limits: AnswerLimits;
  readonly onProgress?: (progress: Progress) => void;
}

/** Opens a PowerShell without starting anything. Throws if the options cannot work. */
export function openPowerShell(options: PowerShellOptions): PowerShell {
  const error = checkPowerShellOptions("a server", options);
  if (error) throw error;
  const { computerName, over = "ssh", port, sizeLimit } = options;
  const label = computerName ?? hostname();
  const address = toAddress(label, port);
  const isOverSsh = over === "ssh";
  const command = isOverSsh ? sshCommand(label, options) : localCommand();
  const route = { label, program: command.program, isOverSsh };
  const children = new Set<Child>();
  let isClosed = false;

  const runJob = async (job: Job): Promise<unknown> => {
    if (isClosed) throw powerShellMessages.powerShellClosed(label, false);
    const child = startJob(command, job);
    children.add(child);
    try {
      return await readAnswer(child, job, route);
    } finally {
      children.delete(child);
    }
  };

  return {
    label,
    address,
    run: (script, request, timeoutMs = defaultTimeoutMs, onProgress) => {
      const limits = { ...limitsFor(sizeLimit), totalMs: timeoutMs };
      return runInTurn(address, () => runJob({ script, request, limits, onProgress }));
    },
    async close() {
      isClosed = true;
      const results = [...children].map((child) => {
        child.stop();
        return child.result;
      });
      await Promise.all(results);
    },
  };
}

function toAddress(label: string, port = 22): string {
  const name = label.toLowerCase().replace(/\.$/, "");
  return port === 22 ? name : `${name}:${port}`;
}

function sshCommand(host: string, { user, port, sshConfig }: PowerShellOptions): Command {
  const config = sshConfig === undefined ? undefined : resolveInProject(sshConfig);
  const remoteCommand = ["powershell.exe", ...powerShellArguments];
  const args = buildSshArguments({ host, user, port, config }, remoteCommand);
  return { program: "ssh", args };
}

const localCommand = (): Command => ({
  program: "powershell.exe",
  args: powerShellArguments,
  env: withoutModulePath(process.env),
});

function startJob(command: Command, { script, request, limits, onProgress }: Job): Child {
  const exchange = {
    readyMarker,
    input: encodeQuestion(script, request),
    answerMarker,
    ...(onProgress && { onOutput: listenForProgress(onProgress) }),
  };
  return startChild(command, exchange, limits);
}

/** Returns the answer of a started script, or throws why there is none. */
async function readAnswer(child: Child, { request, limits }: Job, route: Route): Promise<unknown> {
  const result = await child.result;
  const found = findAnswer(result.stdout);
  if (typeof found === "object") return found.answer;
  if (result.cause) throw explainNotStarted(route, result.cause);
  const errorText = hideRequestValues(extractErrorText(result.stderr), request);
  const failedRun = { result, errorText, limits };
  if (!result.wasReady) throw explainNotReady(route, failedRun);
  throw new Unanswered(explainLostAnswer(route, failedRun, found));
}

/**
 * Returns an environment without PSModulePath, which a `powershell.exe` then sets itself. It would
 * inherit the one of a PowerShell 7 that Node was started from, and look for its own modules there
 * in vain (about_PSModulePath; PowerShell/PowerShell#27774).
 */
const withoutModulePath = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => name.toLowerCase() !== "psmodulepath"));

/** The last action of each machine that still has one. */
const lastActions = new Map<string, Promise<unknown>>();

/** Runs actions for one machine one after the other, whichever connection asks. */
function runInTurn<Result>(address: string, act: () => Promise<Result>): Promise<Result> {
  const result = (lastActions.get(address) ?? Promise.resolve()).then(act);
  const settled = result
    .catch(() => {})
    .then(() => {
      if (lastActions.get(address) === settled) lastActions.delete(address);
    });
  lastActions.set(address, settled);
  return result;
}
