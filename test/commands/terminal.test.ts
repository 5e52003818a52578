// Text that a terminal obeys or hides, in files, through the commands that need no Pulumi, on a terminal.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folder, runOnTerminal } from "../helpers/cli/commands/command.js";
import { hidden, raw, spoilt } from "../helpers/cli/engine/hostile-files.js";
import { kea } from "../helpers/cli/engine/pair.js";
import { rich } from "../helpers/unit/drivers/windows/exports.js";

/** Runs a command, and returns what the terminal gets: nothing that it obeys or hides. */
async function expectPrintable(here: string, args: readonly string[]): Promise<string> {
  const { stdout } = await runOnTerminal(here, args, "yes\n", { NO_COLOR: "1" });
  const index = stdout.search(raw);
  const around = JSON.stringify(stdout.slice(Math.max(0, index - 200)).slice(0, 400));
  expect(index, around).toBe(-1);
  return stdout;
}

it("check, explain, pull and undo of hostile files show nothing that a terminal obeys or hides", async () => {
  const here = folder({ "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": spoilt(kea("dhcp2")) });
  const servers = ["--primary", "dhcp1.conf", "--partner", "dhcp2.conf"];
  const kept = ["--backup-dir", "kept"];
  expect(await expectPrintable(here, ["check", "dhcp1.conf", "dhcp2.conf"])).toContain("\\u202e");
  expect(
    await expectPrintable(here, ["explain", "02:00:00:00:01:0e", "--primary", "dhcp2.conf"]),
  ).toContain("\\u202e");
  expect(await expectPrintable(here, ["pull", "10.0.1.0", ...servers, ...kept])).toContain(
    "\\u202e",
  );
  expect(readFileSync(join(here, "dhcp1.conf"), "utf8")).toContain("\u202e");
  await expectPrintable(here, ["undo", "dhcp1.conf", ...kept]);
  expect(await expectPrintable(here, ["undo", "dhcp1.conf", ...kept, "--to", "20"])).toContain(
    "\\u202e",
  );
});

it("check of a hostile Windows export shows nothing that a terminal obeys or hides", async () => {
  const name = /<Name>([^<]+)<\/Name>/g;
  const here = folder({
    "dhcp1.xml": rich,
    "dhcp2.xml": rich.replaceAll(name, `<Name>$1${hidden}</Name>`),
  });
  expect(await expectPrintable(here, ["check", "dhcp1.xml", "dhcp2.xml"])).toContain("\\u202e");
});
