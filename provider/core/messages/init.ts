// What `init` says where it reads a report, and where it prints instead of writing.
import { listed, pathText, quoted, userError } from "./sentence.js";

export const initMessages = {
  reportUnreadable: (path: string, cause: unknown) =>
    userError(
      "report-unreadable",
      `--from: ${pathText(path)} cannot be read.`,
      "Correct the path, or write the report with pulumi-dhcp-failover check PRIMARY PARTNER " +
        "--json=report.json.",
      cause,
    ),
  notReport: (path: string) =>
    userError(
      "not-a-report",
      `--from: ${pathText(path)} is not a report of this version of check in JSON.`,
      "Write it with pulumi-dhcp-failover check PRIMARY PARTNER --json=report.json.",
    ),
  reportOfSeveral: (path: string, pairs: readonly string[]) =>
    userError(
      "report-of-several",
      `--from: ${pathText(path)} has pairs with different primaries: ${listed(pairs)}.`,
      "A project of init has one primary: name it and its partners with --primary and --partner.",
    ),
  otherRuntime: (file: string, runtime: string, expected: string) =>
    userError(
      "runtime-other",
      `The programs of ${file} are for the runtime ${quoted(runtime)}. ` +
        `What init prints here is for ${expected}.`,
      "Go to an empty folder and run init there: it creates a project of its own. " +
        "For a project in YAML, add --yaml.",
    ),

  wouldWrite: () => "Nothing is written. Without --print, these files are created:",
  addToProject: (file: string) =>
    `Nothing is written. To have the project of ${file} keep these servers the same:`,
  addPackages: () => "Install:",
  addConfig: (stackFile: string, isThere: boolean) =>
    isThere
      ? `Add to ${stackFile}, where sections of the same names are there into these:`
      : `Create ${stackFile}:`,
  addStatement: () => "Add to the program:",
  refreshNotNeeded: (file: string) =>
    [
      `${file} can stay as it is: a preview compares both servers as they are. ` +
        "Only edits on the partner are listed as drift",
      "by --refresh alone, and a resource that has some says so. (options: { refresh: " +
        "always } there does it each time, for",
      "all stacks of the project.)",
    ].join("\n"),
  addedThen: (stack: string, isThere: boolean) =>
    [
      "Then:",
      ...(isThere ? [] : [`  pulumi stack init ${stack}`]),
      `  pulumi preview --diff --stack ${stack}`,
    ].join("\n"),
};
