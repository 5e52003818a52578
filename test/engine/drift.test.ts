// Who changed what since the last replication: base and drift on the real CLI.
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { added, project, type Project } from "../helpers/cli/engine/cli.js";
import { edited, kea, program } from "../helpers/cli/engine/pair.js";
import { again } from "../parts.js";

const shorter = {
  what: "a shorter lease",
  from: '"valid-lifetime": 28800',
  to: '"valid-lifetime": 4800',
};
const noChanges = ["--preview-only", "--expect-no-changes"];

describe.each([false, true])("FailoverReplication: %s", (bulk) => {
  let pair: Project;
  const leaf = `${bulk ? "10.0.1.0/24 " : ""}leaseDuration`;
  const partner = (text: string) => pair.write("dhcp2.conf", text);
  const both = async (change: typeof shorter) => {
    await pair.write("dhcp1.conf", edited(kea("dhcp1"), change));
    await partner(edited(kea("dhcp2"), change));
  };
  beforeAll(async () => {
    pair = await project({
      program: program(bulk),
      files: { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") },
    });
    expect(await pair.up()).toMatchObject({ code: 0 });
  });
  beforeEach(async () => {
    await pair.write("dhcp1.conf", kea("dhcp1"));
    await partner(kea("dhcp2"));
    expect(await pair.up()).toMatchObject({ code: 0 });
  });

  again(() => {
    it("shows and mends the same edit three times without a refresh, with an up between", async () => {
      for (let time = 0; time < 3; time++) {
        await partner(edited(kea("dhcp2"), shorter));
        expect(added(await pair.previewJson())).toEqual([`${leaf}: 4800 => 28800`]);
        if (time === 2) {
          expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 7 });
          expect(await pair.refresh(...noChanges)).toMatchObject({ code: 7 });
        }
        expect(await pair.up()).toMatchObject({ code: 0 });
        expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));
      }
      expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
      expect(await pair.refresh(...noChanges)).toMatchObject({ code: 0 });
    });
  });

  again(() => {
    it("counts an equal edit on both servers as replicated, and a later undo on the partner as the partner's change", async () => {
      await both(shorter);
      expect(added(await pair.previewJson())).toEqual([]);
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.refresh(...noChanges)).toMatchObject({ code: 0 });
      await partner(kea("dhcp2"));
      const { output } = await pair.preview("--diff");
      expect(output).toContain(
        "10.0.1.0/24: since the last replication the primary changed nothing, the partner 1 property.",
      );
    });

    it("has nothing to do for an edit on the partner that was put back", async () => {
      await partner(edited(kea("dhcp2"), shorter));
      expect(await pair.refresh(...noChanges)).toMatchObject({ code: 7 });
      await partner(kea("dhcp2"));
      expect(await pair.up("--expect-no-changes")).toMatchObject({ code: 0 });
      expect(await pair.refresh(...noChanges)).toMatchObject({ code: 0 });
    });

    it("has nothing to do after a write that succeeded though its answer was lost", async () => {
      await pair.write("dhcp1.conf", edited(kea("dhcp1"), shorter));
      const before = JSON.stringify(await pair.state());
      expect(await pair.up()).toMatchObject({ code: 0 });
      await pair.write("lost.json", before); // the state as it was before that up
      expect(await pair.pulumi("stack", "import", "--file", "lost.json")).toMatchObject({
        code: 0,
      });
      expect(await pair.up()).toMatchObject({ code: 0 });
      expect(await pair.refresh(...noChanges)).toMatchObject({ code: 0 });
      expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    });

    it("lets two stacks replicate one pair", async () => {
      expect(await pair.pulumi("stack", "init", "other")).toMatchObject({ code: 0 });
      expect(await pair.up("--stack", "other")).toMatchObject({ code: 0 });
      await pair.write("dhcp1.conf", edited(kea("dhcp1"), shorter));
      expect(await pair.up("--stack", "other")).toMatchObject({ code: 0 });
      expect(await pair.up("--stack", "dev")).toMatchObject({ code: 0 });
      for (const stack of ["dev", "other"])
        expect(await pair.refresh("--stack", stack, ...noChanges)).toMatchObject({ code: 0 });
      await partner(kea("dhcp2"));
      const { output } = await pair.preview("--diff", "--stack", "dev");
      expect(output).toContain("the primary changed nothing, the partner 1 property.");
      expect(await pair.pulumi("stack", "select", "dev")).toMatchObject({ code: 0 });
    });
  });
});
