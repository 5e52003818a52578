// Reports of check on real files, for the tests of its formats.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { root } from "../../../../setup/paths.mjs";
import { createReport } from "../../../../provider/commands/check/index.js";
import { readRequest } from "../../../../provider/commands/check/request.js";
import type { CheckReport } from "../../../../provider/report/report.js";
import { allEdited } from "../../kea/edits.js";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A folder with these files, until the test file ends. */
export function folderWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "check-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export const keaFile = (dhcp4: object): string => `${JSON.stringify({ Dhcp4: dhcp4 }, null, 2)}\n`;

/** Two Kea files with one difference of each kind. */
export const driftedFiles = {
  "dhcp1.conf": keaFile(allEdited("primary")),
  "dhcp2.conf": keaFile(allEdited("partner")),
};

export const windowsExport = (name: string): string =>
  join(root, "examples", "windows-exports", name);

/** The answer to a command line, as the command makes it. */
export const reportOn = async (
  words: readonly string[],
  options: Readonly<Record<string, readonly string[]>> = {},
): Promise<CheckReport> => createReport(await readRequest(options, words));

/** The answer about two Kea files. */
export function reportOnFiles(
  primary: object,
  partner: object,
  options: Readonly<Record<string, readonly string[]>> = {},
): Promise<CheckReport> {
  const folder = folderWith({ "dhcp1.conf": keaFile(primary), "dhcp2.conf": keaFile(partner) });
  return reportOn([join(folder, "dhcp1.conf"), join(folder, "dhcp2.conf")], options);
}

/** All that a report says to differ, one line each: the scope or nothing, and the path. */
export const differencesIn = ({ pairs }: CheckReport): readonly string[] =>
  pairs
    .flatMap(({ scopes, outside }) => [
      ...scopes.flatMap(({ scope, result, differences }) => [
        ...(result.startsWith("only-on") ? [`${scope} (scope)`] : []),
        ...differences.map(({ path }) => `${scope} ${path}`),
      ]),
      ...outside.map(({ path }) => path),
    ])
    .sort();
