// What is not verified on Windows stands in docs/windows.md by name, and each has its probe: a script that asks a real server, and leaves it as it was.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../../setup/paths.mjs";
import { rich } from "../../drivers/windows/exports.js";
import { connect } from "../failover.js";
import { legalCalls } from "../script.js";
import { runOn } from "./model.js";
import { machine } from "./pair.js";

const probe = readFileSync(join(root, "docs", "probe.ps1"), "utf8");
const page = readFileSync(join(root, "docs", "windows.md"), "utf8");
const listed = [...page.slice(page.indexOf("### Not verified on Windows")).matchAll(/^\| `([\w-]+)`( \*)? \|/gm)].map(([, name, two]) => ({ name: name!, two: two !== undefined }));

describe("the probe", () => {
  it("asks for each thing that is listed, and for no other", () => {
    const asked = [...probe.matchAll(/\$answers\['([\w-]+)'\]/g)].map(([, name]) => name!).filter((name) => !name.endsWith("-removed"));
    expect([...new Set(asked)].sort()).toEqual(listed.map(({ name }) => name).sort());
  });

  it("calls cmdlets as the real module has them", () => {
    expect(legalCalls(probe).length).toBeGreaterThan(40);
  });

  it("answers all that takes one server, and leaves it as it was", async () => {
    const one = machine("dhcp1", rich);
    const before = one.server.export();
    const { answers } = JSON.parse(await runOn(one, probe, "")) as { answers: Record<string, unknown> };
    expect(Object.keys(answers).sort()).toEqual(listed.filter(({ two }) => !two).map(({ name }) => name).sort());
    expect(one.server.export()).toBe(before);
    expect(answers["class-data"]).toEqual({ data: "0x0001ff" });
    expect(answers["policy-values"]).toMatchObject({ byName: [{ id: 66, policy: "one", value: ["probe.example"] }] });
  });

  it("answers what takes two, and leaves both as they were", async () => {
    const [one, two] = [machine("dhcp1", rich), machine("dhcp2", rich)];
    connect(one.server, two.server);
    const before = [one, two].map(({ server }) => server.export());
    const { answers } = JSON.parse(await runOn({ ...one, reaches: [two.server] }, probe, "dhcp2.test")) as { answers: Record<string, unknown> };
    expect(Object.keys(answers).sort()).toEqual(listed.map(({ name }) => name).sort());
    expect([one, two].map(({ server }) => server.export())).toEqual(before);
    expect([...one.server.relationships.keys(), ...two.server.relationships.keys()]).toEqual([]);
    expect(answers["server-names"]).toMatchObject({ primary: "dhcp1.test", secondary: "dhcp2.test" });
    expect(answers["replication-answer"]).toEqual(["192.0.2.0"]);
  });

  it("does nothing where somebody has its scope", async () => {
    const one = machine("dhcp1", rich.replaceAll("10.0.1.", "192.0.2."));
    const before = one.server.export();
    await expect(runOn(one, probe, "")).rejects.toThrow("There is a scope 192.0.2.0 already");
    expect(one.server.export()).toBe(before);
  });
});
