// What differs and no update writes, on the real CLI: reported with exit code 0, and refused where the program says so.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { project } from "../helpers/cli/engine/cli.js";
import { edited, kea, program } from "../helpers/cli/engine/pair.js";

const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") };
const shorter = edited(kea("dhcp2"), {
  what: "a global lifetime",
  from: '"valid-lifetime": 3600',
  to: '"valid-lifetime": 600',
});
const refused =
  "in one place, which this program does not write: server.leaseDuration (dhcp2.conf has 600, dhcp1.conf 3600; in force in 2 scopes of the partner)";

it("a difference that is only reported lets an update through, and one that is refused stops previews, plans and updates", async () => {
  const exporting = program(true)
    .replace("new dhcp.FailoverReplication", "exports.reported = $&")
    .replace(/options\);\s*$/, "options).reported;");
  const pair = await project({ program: exporting, files: { ...files, "dhcp2.conf": shorter } });
  const reported = async () =>
    JSON.parse((await pair.pulumi("stack", "output", "reported", "--json")).stdout) as unknown;
  const plan = join(pair.folder, "plan.json");
  const fails = async (...command: string[]) => {
    const { code, output } = await pair.pulumi(...command);
    expect([0, 7]).not.toContain(code);
    expect(output).toContain(refused);
  };
  expect(await pair.up()).toMatchObject({
    code: 0,
    output: expect.stringContaining(
      'which only serverSettings: "replicate" writes: server.leaseDuration (dhcp2.conf has 600, dhcp1.conf 3600;',
    ),
  });
  expect(await reported()).toEqual({ settings: 1, scopes: 0 });
  expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });

  await pair.write("args.json", JSON.stringify({ serverSettings: "refuse", prune: "refuse" }));
  await fails("preview", "--expect-no-changes");
  await fails("preview", "--save-plan", plan);
  expect(existsSync(plan)).toBe(false);
  await fails("up", "--yes");
  await fails("up", "--yes", "--refresh");
  expect(await pair.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ code: 0 });

  await pair.write("dhcp2.conf", files["dhcp2.conf"]);
  expect(await pair.pulumi("preview", "--save-plan", plan)).toMatchObject({ code: 0 });
  await pair.write("dhcp2.conf", shorter);
  await fails("up", "--yes", "--skip-preview", "--plan", plan);
  await pair.write("dhcp2.conf", files["dhcp2.conf"]);
  expect(await pair.pulumi("up", "--yes", "--skip-preview", "--plan", plan)).toMatchObject({
    code: 0,
  });
  expect(await reported()).toEqual({ settings: 0, scopes: 0 });
  expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });

  await pair.write("dhcp2.conf", shorter);
  expect(await pair.pulumi("destroy", "--yes")).toMatchObject({ code: 0 });
  expect(await pair.read("dhcp2.conf")).toBe(shorter);
});
