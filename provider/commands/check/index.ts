// check: tells whether servers differ. It needs no Pulumi, keeps no state and writes to no server.
import { messages, UserError } from "../../core/messages.js";
import { drivers } from "../../drivers/index.js";
import { Session } from "../../lifecycle/session.js";
import { nagiosExitCode, nagiosFailure, nagiosUnknown } from "../../report/nagios.js";
import type { CheckReport, Result } from "../../report/report.js";
import { worstOf } from "../../report/summary.js";
import { readPackage } from "../package.js";
import { type CommandOptions, serverOptions } from "../servers.js";
import { formatNames, readOutputs, writeOutputs } from "./outputs.js";
import { reportPair } from "./pair-report.js";
import { type RequestedPair, readRequest } from "./request.js";

const list = { type: "string", multiple: true } as const;

export const checkOptions = {
  ...serverOptions,
  pair: list,
  "stack-file": list,
  ignore: list,
  quiet: { type: "boolean" },
  ...Object.fromEntries(formatNames.map((name) => [name, list])),
} as const;

/** Options that may stand without a value, and then mean standard output. */
export const optionsWithoutValue = formatNames;

/** 7 is what Pulumi says as well where there are changes and none were expected. */
const exitCodes: Readonly<Record<Result, number>> = { "in-sync": 0, differs: 7, unknown: 1 };

/** Compares the servers that a command line names. Returns the exit code. */
export async function check(options: CommandOptions, words: readonly string[]): Promise<number> {
  const isPlugin = options["nagios"] !== undefined;
  try {
    return await answer(options, words, isPlugin);
  } catch (error) {
    if (!isPlugin) throw error;
    const known = error instanceof UserError ? error : messages.internalError("check", error);
    process.stdout.write(nagiosFailure(known.message));
    return nagiosUnknown;
  }
}

async function answer(
  options: CommandOptions,
  words: readonly string[],
  isPlugin: boolean,
): Promise<number> {
  const outputs = readOutputs(options);
  const report = await createReport(await readRequest(options, words));
  const isSilent = options["quiet"] === true && report.result === "in-sync";
  await writeOutputs(report, outputs, (text) => {
    if (!isSilent) process.stdout.write(text);
  });
  return isPlugin ? nagiosExitCode(report) : exitCodes[report.result];
}

/** Compares pairs at the same time. A server in several of them is read once. */
export async function createReport(requested: readonly RequestedPair[]): Promise<CheckReport> {
  const session = new Session(drivers, () => {}); // what servers say is part of the report
  const pairs = await Promise.all(requested.map((pair) => reportPair(session, pair)));
  await session.end();
  const { name, version } = readPackage();
  return {
    version: 1,
    program: { name, version },
    time: new Date().toISOString(),
    result: worstOf(pairs.map(({ result }) => result)),
    pairs,
  };
}
