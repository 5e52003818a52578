// Two running servers, one replication: previews, updates, drift and its discovery, over the two scripts.
import { describe, expect, it } from "vitest";
import fc from "../../helpers/draws.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { edited, movable, rows, withEdits } from "../../helpers/unit/drivers/windows/rows.js";
import { isQuick, once, repeats } from "../../parts.js";
import { pair, scopesOf, type Pair } from "../../helpers/windows/live/pair.js";

/** Preview, update, and nothing left: neither to write nor to tell. */
async function replicated({ engine, primary, partner, program }: Pair, more: object = {}) {
  const { all: preview } = await engine.preview(program(more));
  if (preview!.failures.length > 0) return preview!;
  await engine.up(program(more));
  expect(scopesOf(partner.server)).toBe(scopesOf(primary.server));
  expect(partner.server.dangers).toEqual([]);
  const { changes } = partner.server;
  expect((await engine.preview(program(more))).all).toMatchObject({ op: "same", added: [] });
  expect(await engine.refresh(false)).toEqual({ all: [] });
  expect((await engine.up(program(more))).all).toMatchObject({ op: "same" });
  expect(partner.server.changes).toBe(changes);
  return preview!;
}

describe("each property of a running server", () => {
  it.each(repeats(movable, 3))(
    "$property is shown as its own property, and nothing else is",
    async (row) => {
      const wanted = row.told!;
      const { failures, added } = await replicated(pair(edited(rich, row), rich));
      expect(failures).toEqual([]);
      expect(added.length, added.join("\n")).toBe(wanted.length);
      for (const one of wanted)
        expect(
          added.filter((entry) => (typeof one === "string" ? entry === one : one.test(entry))),
          `${String(one)} among\n${added.join("\n")}`,
        ).toHaveLength(1);
    },
  );

  it.each(repeats(movable, 3))(
    "$property is written back by the reverse replication",
    async (row) => {
      expect((await replicated(pair(rich, edited(rich, row)))).failures).toEqual([]);
    },
  );

  it.each(
    repeats(rows.filter(({ refused, property }) => refused && property !== "Scope.SubnetMask")),
  )("$property cannot be changed, and the preview says so", async (row) => {
    const { failures } = await replicated(pair(edited(rich, row), rich));
    expect(failures.map(({ reason }) => reason)).toEqual([expect.stringContaining(row.refused!)]);
  });
});

once(() => {
  describe("any two running servers", () => {
    it("are made equal by one update, and stay so", async () => {
      const some = fc.subarray(movable);
      await fc.assert(
        fc.asyncProperty(some, some, async (mine, theirs) => {
          const one = pair(withEdits(mine), withEdits(theirs));
          const { failures } = await replicated(one);
          fc.pre(failures.length === 0);
        }),
        { numRuns: isQuick ? 8 : 30 },
      );
    });
  });

  describe("a property that somebody edited on the partner", () => {
    it("is found by a refresh, shown by a preview, and undone by the next update", async () => {
      const one = pair(rich, rich);
      const { engine, partner, program } = one;
      await replicated(one);
      partner.server.call("Set-DhcpServerv4Scope", { ScopeId: "10.0.1.0", Name: "Attic" });
      partner.server.call("Remove-DhcpServerv4Reservation", { IPAddress: "10.0.1.13" });
      expect(await engine.refresh(false)).toEqual({
        all: [
          expect.stringContaining("10.0.1.0/24 name: Offices => Attic"),
          expect.stringMatching(/^10\.0\.1\.0\/24 reservations\.10\.0\.1\.13: - /),
        ],
      });
      const { all } = await engine.preview(program());
      expect(all!.added).toEqual([
        "10.0.1.0/24 name: Attic => Offices",
        expect.stringMatching(/^10\.0\.1\.0\/24 reservations\.10\.0\.1\.13: \+ /),
      ]);
      await replicated(one);
    });

    it("is an error with onDrift refuse", async () => {
      const one = pair(rich, rich);
      await replicated(one, { onDrift: "refuse" });
      one.partner.server.call("Set-DhcpServerv4Scope", { ScopeId: "10.0.1.0", Name: "Attic" });
      await expect(one.engine.up(one.program({ onDrift: "refuse" }))).rejects.toThrow(
        "10.0.1.0/24 (Attic) name (dhcp2 has Attic, dhcp1 Offices; last replicated Offices)",
      );
    });
  });

  describe("a text of a server's configuration", () => {
    it.each([
      "it's",
      "\u2018\u2019\u201a\u201b\u201c\u201d",
      "$(Remove-DhcpServerv4Scope -ScopeId 10.0.1.0)",
      "a`'; Stop-Service DHCPServer; '",
      "one\ntwo",
      "ü€🖨",
      "@@DHCP1:e30=:@@",
      '{"ok":true}',
      "\u202eabc",
      "$env:PATH %PATH%",
    ])("%j arrives as it was and is never executed", async (text) => {
      const one = pair(rich, rich);
      one.primary.server.call("Set-DhcpServerv4Scope", {
        ScopeId: "10.0.1.0",
        Name: text,
        Description: text,
      });
      one.primary.server.call("Set-DhcpServerv4Reservation", {
        IPAddress: "10.0.1.13",
        Name: text,
      });
      one.primary.server.call("Set-DhcpServerv4OptionValue", {
        ScopeId: "10.0.1.0",
        OptionId: 15,
        Value: text,
      });
      expect((await replicated(one)).failures).toEqual([]);
      expect(one.partner.server.scopes.get("10.0.1.0")).toMatchObject({
        name: text,
        description: text,
      });
    });
  });

  describe("one scope as a resource", () => {
    it("is kept equal, and stays on the partner when the resource is removed", async () => {
      const one = pair(rich.replace("<Name>Offices<", "<Name>Rooms<"), rich);
      const {
        all: { primary, partner },
      } = one.program();
      const engine = one.scopes;
      const program = {
        offices: { primary, partner, scopeId: "10.0.1.0", relationship: "dhcp1-dhcp2" },
      };
      expect((await engine.preview(program)).offices).toMatchObject({
        failures: [],
        added: ["name: Offices => Rooms"],
      });
      await engine.up(program);
      expect((await engine.preview(program)).offices).toMatchObject({ op: "same", added: [] });
      expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
      await engine.destroy("offices");
      expect(one.partner.server.scopes.has("10.0.1.0")).toBe(true);
    });
  });
});
