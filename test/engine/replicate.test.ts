// The whole path on the real CLI: what is edited by hand on two files is what a preview shows, no more and no less.
import { beforeAll, describe, expect, it } from "vitest";
import { added, project, type Project } from "../helpers/cli/engine/cli.js";
import { allEdited, edits, kea, program } from "../helpers/cli/engine/pair.js";
import { again, repeats } from "../parts.js";

describe.each(
  repeats([
    { bulk: true, refresh: "always" as const },
    { bulk: true, refresh: undefined },
    { bulk: false, refresh: undefined },
    { bulk: false, refresh: "always" as const },
  ]),
)("FailoverReplication: $bulk, refresh: $refresh", ({ bulk, refresh }) => {
  let pair: Project;
  const wanted = edits
    .map(({ part, leaf, told }) => {
      if (bulk) return { name: `${part} ${leaf}`, told };
      return { name: part.startsWith("10.") ? leaf : `${part}.${leaf}`, told };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const expectAllEdits = (entries: readonly string[]) => {
    expect(entries.map((entry) => entry.slice(0, entry.indexOf(": "))).toSorted()).toEqual(
      wanted.map(({ name }) => name).toSorted(),
    );
    for (const { name, told } of wanted) {
      const text = entries.find((entry) => entry.startsWith(`${name}: `))!.slice(name.length + 2);
      if (typeof told === "string") expect(`${name}: ${text}`).toBe(`${name}: ${told}`);
      else expect(text).toMatch(told);
    }
  };
  const edit = async () => {
    await pair.write("dhcp1.conf", allEdited(kea("dhcp1"), "primary"));
    await pair.write("dhcp2.conf", allEdited(kea("dhcp2"), "partner"));
    await pair.write("scopes.json", '["10.0.1.0", "10.0.2.0", "10.0.3.0", "10.0.4.0/24"]');
  };
  const restore = async () => {
    await pair.write("dhcp1.conf", kea("dhcp1"));
    await pair.write("dhcp2.conf", kea("dhcp2"));
    await pair.write("scopes.json", '["10.0.1.0", "10.0.2.0", "10.0.3.0"]');
  };

  beforeAll(async () => {
    pair = await project({
      program: program(bulk),
      refresh,
      files: { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") },
    });
  });

  it("shows in the first preview of an equal pair that nothing will be written", async () => {
    const preview = await pair.previewJson();
    expect(added(preview)).toEqual([]);
    expect(preview.diagnostics!.map(({ message }) => message).join("")).toContain(
      "dhcp2.conf is already in sync: creating this resource writes nothing to it.",
    );
  });

  it("shows every edit in the first preview of a drifted pair", async () => {
    await edit();
    expectAllEdits(added(await pair.previewJson()));
    expect(await pair.read("dhcp2.conf")).toBe(allEdited(kea("dhcp2"), "partner"));
  });

  it("shows every edit right after an up", async () => {
    await restore();
    expect(await pair.up()).toMatchObject({ code: 0 });
    expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));
    await edit();
    expectAllEdits(added(await pair.previewJson()));
  });

  again(() =>
    it("shows every edit right after a no-op", async () => {
      await restore();
      expect(await pair.up("--expect-no-changes")).toMatchObject({ code: 0 });
      await edit();
      expectAllEdits(added(await pair.previewJson()));
    }),
  );

  it("shows the same changes to a person", async () => {
    const { stdout } = await pair.preview("--diff");
    expect(stdout).toMatch(/\+ leaseDuration *: "28800 => 43200"/);
    expect(stdout).toMatch(/\+ reservations\.10\.0\.1\.13 *: "- hw:02-00-00-00-01-0d printer-1"/);
  });

  it("makes the shown changes, after which nothing is left, and every other byte stays", async () => {
    expect(await pair.up()).toMatchObject({ code: 0 });
    expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await pair.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await pair.read("dhcp1.conf")).toBe(allEdited(kea("dhcp1"), "primary"));
    const partner = await pair.read("dhcp2.conf");
    for (const kept of [
      "// Kea on dhcp2.",
      "# what tells a telephone",
      "// offices",
      "// telephones",
      '"this-server-name": "dhcp2"',
    ])
      expect(partner).toContain(kept);
    for (const [file] of [["dhcp2.conf"]] as const)
      expect(await pair.read(file)).not.toContain("10.0.1.254");
  });
});
