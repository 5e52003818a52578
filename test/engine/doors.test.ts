// The same stories through both doors: what they assert is the lifecycle's, whatever language the program has.
import { beforeEach, describe, expect, it } from "vitest";
import type { Project } from "../helpers/cli/engine/cli.js";
import {
  type Declarations,
  type Door,
  dynamicDoor,
  pluginDoor,
} from "../helpers/cli/engine/doors.js";
import { providersOf, silentServer } from "../helpers/cli/engine/ending.js";
import { edited, kea } from "../helpers/cli/engine/pair.js";
import { again, once } from "../parts.js";

const servers = {
  primary: { driver: "file", path: "dhcp1.conf" },
  partner: { driver: "file", path: "dhcp2.conf", backupDir: "kept" },
};
const all: Declarations = { hq: { type: "FailoverReplication", args: servers } };
const offices = (args: object = {}): Declarations => ({
  offices: { type: "FailoverScope", args: { ...servers, scopeId: "10.0.1.0", ...args } },
});
const shorter = {
  what: "a shorter lease",
  from: '"valid-lifetime": 28800',
  to: '"valid-lifetime": 4800',
};
const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": edited(kea("dhcp2"), shorter) };

/** Tells the stories of a door. `declareFirst`: in which part of the tests the first ones run. */
const tellStories = ({ door, open, declare }: Door, declareFirst: typeof once) =>
  describe(`a program ${door}`, () => {
    let pair: Project;
    beforeEach(async () => {
      pair = await open(all, { files, refresh: "always" });
    });
    const partner = () => pair.read("dhcp2.conf");

    declareFirst(() => {
      it("previews what differs, writes it, and finds nothing more to do", async () => {
        const preview = await pair.preview("--diff");
        expect(preview).toMatchObject({ code: 0 });
        expect(preview.output).toContain("10.0.1.0/24 leaseDuration: 4800 => 28800");
        expect(await partner()).toBe(files["dhcp2.conf"]);
        expect(await pair.up()).toMatchObject({ code: 0 });
        expect(await partner()).toBe(kea("dhcp2"));
        expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
        const outputs = JSON.parse((await pair.pulumi("stack", "output", "--json")).stdout);
        expect(outputs).toEqual({ hq: ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"] });
      });

      it("finds an edit of the partner, and mends it", async () => {
        await pair.up();
        await pair.write("dhcp2.conf", files["dhcp2.conf"]);
        const drift = await pair.refresh("--preview-only", "--expect-no-changes", "--diff");
        expect(drift).toMatchObject({ code: 7 });
        expect(drift.output).toContain("28800 => 4800");
        const preview = await pair.preview("--expect-no-changes");
        expect(preview).toMatchObject({ code: 7 });
        expect(preview.output).toContain("the primary changed nothing, the partner 1 property");
        expect(await pair.up()).toMatchObject({ code: 0 });
        expect(await partner()).toBe(kea("dhcp2"));
        expect(await pair.refresh("--preview-only", "--expect-no-changes")).toMatchObject({
          code: 0,
        });
      });
    });

    again(() => {
      it("refuses a plan once a server has changed, and carries out one that still holds", async () => {
        await pair.preview("--save-plan", "plan.json");
        await pair.write(
          "dhcp2.conf",
          edited(kea("dhcp2"), { ...shorter, to: '"valid-lifetime": 900' }),
        );
        expect((await pair.up("--plan", "plan.json")).code).not.toBe(0);
        expect(await partner()).toContain('"valid-lifetime": 900');
        await pair.preview("--save-plan", "plan.json");
        expect(await pair.up("--plan", "plan.json")).toMatchObject({ code: 0 });
        expect(await partner()).toBe(kea("dhcp2"));
      });

      it.each(["SIGINT", "SIGKILL"] as const)(
        "ends its process after %s, while a server does not answer",
        async (signal) => {
          const silent = await silentServer();
          const args = { primary: servers.primary, partner: { driver: "kea", url: silent.url } };
          await declare(pair, { hq: { type: "FailoverReplication", args } });
          const running = await pair.begin("preview");
          await silent.asked;
          process.kill(running.pid, signal);
          await running.ended;
          await expect.poll(() => providersOf(pair), { timeout: 60_000 }).toEqual([]);
          await silent.close();
        },
      );

      it("names a wrong argument in one sentence", async () => {
        await declare(pair, {
          hq: { type: "FailoverReplication", args: { ...servers, scopeIds: ["10.9.9.0"] } },
        });
        const { code, output } = await pair.preview();
        expect(code).not.toBe(0);
        expect(output).toContain("[scope-unknown]");
        expect(output).not.toMatch(/^\s+at /m);
      });

      it("keeps a scope of the partner when its resource goes, and removes it where that is said", async () => {
        await declare(pair, offices());
        expect(await pair.up()).toMatchObject({ code: 0 });
        expect(await pair.destroy()).toMatchObject({ code: 0 });
        expect(await partner()).toBe(kea("dhcp2"));
        await declare(pair, offices({ onDelete: "remove" }));
        expect(await pair.up()).toMatchObject({ code: 0 });
        expect(await pair.destroy()).toMatchObject({ code: 0 });
        expect(await partner()).not.toContain("10.0.1.0/24");
      });
    });
  });

tellStories(pluginDoor, once);
again(() => tellStories(dynamicDoor, (declare) => declare()));
