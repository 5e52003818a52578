// One stack used from two checkouts of its project: what identifies a server is no path of one folder, user or machine.
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { findCli, root } from "../../setup/paths.mjs";
import { project, type Project, type State } from "../helpers/cli/engine/cli.js";
import { kea } from "../helpers/cli/engine/pair.js";
import { again, repeats } from "../parts.js";

const inPlace = `"dhcp1.conf", "dhcp2.conf"`;
const program = (more = "", names = inPlace, folder = '""'): string => `
const dhcp = require("pulumi-dhcp-failover");
const [primary, partner] = [${names}].map((name) => ({ driver: "file", path: ${folder} + name }));
const both = { primary, partner };
new dhcp.FailoverScope("hq", { ...both, scopeId: "10.0.1.0", onDelete: "remove" }, { ${more} });
new dhcp.FailoverReplication("others", { ...both, scopeIds: ["10.0.2.0", "10.0.3.0"] });
`;
const reversed = program("", `"dhcp2.conf", "dhcp1.conf"`);
const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") };
const guarded =
  "This resource last replicated from dhcp1.conf to dhcp2.conf, and would now replicate in the opposite direction.";
const shorter = (text: string): string =>
  text.replace('"valid-lifetime": 28800', '"valid-lifetime": 4800');
const idOf = ({ deployment }: State, name: string) =>
  deployment.resources!.find(({ urn }) => urn.endsWith(`::${name}`))!.id;
const scopes = async (of: Project) =>
  [...(await of.read("dhcp2.conf")).matchAll(/"subnet": "([^"]+)"/g)].map(([, id]) => id);
const recordedState = async (paths: "relative" | "absolute") =>
  readFile(join(import.meta.dirname, "data", `state-${paths}-paths-0.1.0.json`), "utf8");

/** A project of its own, with this state. */
async function checkout(state: string, text = program()): Promise<Project> {
  const made = await project({ program: text, files });
  await made.write("state.json", state);
  expect(await made.pulumi("stack", "import", "--file", "state.json")).toMatchObject({ code: 0 });
  return made;
}
const exported = async (of: Project) => JSON.stringify(await of.state());
async function expectInSync(of: Project): Promise<void> {
  const { code, output } = await of.preview("--expect-no-changes");
  expect(code, output).toBe(0);
}

describe.each(repeats(["this version", "version 0.1.0"]))(
  "a state that %s recorded in one checkout",
  (version) => {
    let first: Project;
    let other: Project;
    beforeEach(async () => {
      if (version === "this version") {
        first = await project({ program: program(), files });
        expect(await first.up()).toMatchObject({ code: 0 });
        expect(idOf(await first.state(), "hq")).toBe("file:dhcp2.conf 10.0.1.0/24");
        other = await checkout(await exported(first));
      } else other = await checkout(await recordedState("relative"));
    });

    it("is in sync in another one, keeps its direction and its protection, and can be removed there, in both directions", async () => {
      await expectInSync(other);
      await other.write("index.js", reversed);
      const { code, output } = await other.preview();
      expect([code === 0, output.includes(guarded)]).toEqual([false, true]);
      expect(await other.read("dhcp1.conf")).toBe(kea("dhcp1"));

      await other.write("index.js", program("protect: true"));
      await other.write("dhcp2.conf", shorter(kea("dhcp2")));
      expect(await other.up()).toMatchObject({ code: 0 });
      expect(await other.read("dhcp2.conf")).toBe(kea("dhcp2"));
      await expectInSync(other);

      const back = await checkout(await exported(other), program("protect: true"));
      await expectInSync(back);
      await other.write("index.js", program());
      expect(await other.up()).toMatchObject({ code: 0 });
      expect(await scopes(other)).toContain("10.0.1.0/24");
      const gone = await other.destroy();
      expect(gone.code, gone.output).toBe(0);
      expect(await scopes(other)).not.toContain("10.0.1.0/24");
    });
  },
);

again(() =>
  describe("a plan that was saved in one checkout", () => {
    it("can be carried out in another one", async () => {
      const first = await project({ program: program(), files });
      expect(await first.up()).toMatchObject({ code: 0 });
      const other = await project({ program: program(), files });
      await other.write("Pulumi.dev.yaml", await first.read("Pulumi.dev.yaml")); // under version control: it holds the salt of the secrets
      await other.write("state.json", await exported(first));
      expect(await other.pulumi("stack", "import", "--file", "state.json")).toMatchObject({
        code: 0,
      });
      for (const one of [first, other]) await one.write("dhcp1.conf", shorter(kea("dhcp1")));
      expect(await first.preview("--save-plan", "plan.json")).toMatchObject({ code: 0 });
      await other.write("plan.json", await first.read("plan.json"));
      const { code, output } = await other.up("--plan", "plan.json");
      expect(code, output).toBe(0);
      expect(await other.read("dhcp2.conf")).toContain('"valid-lifetime": 4800');
    });
  }),
);

again(() =>
  describe("a checkout that moved", () => {
    it("is in sync in its new folder once the former one is gone, with the direction guarded", async () => {
      const first = await project({ program: program(), files });
      expect(await first.up()).toMatchObject({ code: 0 });
      const moved = await checkout(await exported(first));
      await first.remove();
      await expectInSync(moved);
      await moved.write("index.js", reversed);
      expect((await moved.preview()).output).toContain(guarded);
    });
  }),
);

describe("absolute paths below the project's folder", () => {
  const absolute = (names = inPlace, more = "") => program(more, names, '__dirname + "/"');

  it.each(repeats(["version 0.1.0", "this version"]))(
    "name the same servers in another checkout, in a state of %s",
    async (version) => {
      const state =
        version === "this version"
          ? await (async () => {
              const first = await project({ program: absolute(), files });
              expect(await first.up()).toMatchObject({ code: 0 });
              return exported(first);
            })()
          : await recordedState("absolute");
      const other = await checkout(state, absolute(inPlace, "protect: true"));
      const { steps } = await other.previewJson();
      expect(steps.map(({ op }) => op).filter((op) => !["same", "update"].includes(op))).toEqual(
        [],
      );
      await other.write("index.js", absolute(`"dhcp2.conf", "dhcp1.conf"`));
      const { code, output } = await other.preview();
      expect([code === 0, output.includes("This resource last replicated from")]).toEqual([
        false,
        true,
      ]);
    },
  );
});

again(() =>
  describe("a user who has no folder to keep copies in", () => {
    it.each(["", "/proc/none"])(
      "gets a warning in the preview with HOME %j, and nothing is written into the project",
      async (home) => {
        const pair = await project({
          program: program(),
          files: { ...files, "dhcp2.conf": shorter(kea("dhcp2")) },
          env: { HOME: home, XDG_STATE_HOME: "" },
        });
        const before = readdirSync(pair.folder);
        const { code, output } = await pair.preview();
        expect(code, output).not.toBe(0);
        expect(output).toContain("A server's configuration is backed up before each write");
        expect(output).toContain("Set backupDir to a folder");
        expect(readdirSync(pair.folder)).toEqual(before);
        await pair.write("index.js", program().replace("path: ", 'backupDir: "kept", path: '));
        const up = await pair.up();
        expect(up.code, up.output).toBe(0);
        expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));
      },
    );
  }),
);

/** Tells whether any user of this machine may come to a place. */
const isOpen = (path: string): boolean =>
  (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || isOpen(dirname(path)));

const alone = (primary = "dhcp1.conf", partner = "dhcp2.conf", more = "") => `
const dhcp = require("pulumi-dhcp-failover");
const [primary, partner] = ["${primary}", "${partner}"].map((path) => ({ driver: "file", path${more} }));
new dhcp.FailoverScope("hq", { primary, partner, scopeId: "10.0.1.0" });
`;
const kept = ', backupDir: "kept"';

again(() =>
  describe("another user", () => {
    it("who has another HOME finds the same servers", async () => {
      const first = await project({ program: program(), files });
      expect(await first.up()).toMatchObject({ code: 0 });
      const home = join(first.folder, "home-of-another");
      mkdirSync(home);
      const other = await project({
        program: program(),
        files,
        env: { HOME: home, USER: "another", LOGNAME: "another" },
      });
      await other.write("state.json", await exported(first));
      expect(await other.pulumi("stack", "import", "--file", "state.json")).toMatchObject({
        code: 0,
      });
      await expectInSync(other);
      await other.write("index.js", reversed);
      expect((await other.preview()).output).toContain(guarded);
    });

    // Who is neither root nor let into the folders of the CLI and of this repository cannot run it.
    const canBeAnother = process.getuid?.() === 0 && [root, findCli().folder].every(isOpen);
    if (canBeAnother)
      it("who has another user id finds the same servers, writes the partner, and gets a warning where no backup can be kept", async () => {
        const first = await project({ program: alone(), files });
        expect(await first.up()).toMatchObject({ code: 0 });
        const theirs = { user: 54_321, env: { HOME: "/root", USER: "another" } };
        const other = await project({
          program: alone("dhcp1.conf", "dhcp2.conf", kept),
          files,
          ...theirs,
        });
        await other.write("state.json", JSON.stringify(await first.state()));
        expect(await other.pulumi("stack", "import", "--file", "state.json")).toMatchObject({
          code: 0,
        });
        const { steps } = await other.previewJson();
        expect(steps.filter(({ op }) => op !== "same" && op !== "update")).toEqual([]);
        await other.write("index.js", alone("dhcp2.conf", "dhcp1.conf", kept));
        expect((await other.preview()).output).toContain(
          "This resource last replicated from dhcp1.conf to dhcp2.conf, and would now replicate in the opposite direction.",
        );

        await other.write("index.js", alone("dhcp1.conf", "dhcp2.conf", kept));
        await other.write("dhcp1.conf", shorter(kea("dhcp1")));
        const up = await other.up();
        expect(up.code, up.output).toBe(0);
        expect(await other.read("dhcp2.conf")).toContain('"valid-lifetime": 4800');

        await other.write("dhcp1.conf", kea("dhcp1"));
        await other.write("index.js", alone());
        const before = readdirSync(other.folder);
        const { code, output } = await other.preview();
        expect(code, output).not.toBe(0);
        expect(output).toMatch(
          /the backup failed in \/root\/.*: permission denied\. Set backupDir to a folder/,
        );
        expect(readdirSync(other.folder)).toEqual(before);
      });
  }),
);
