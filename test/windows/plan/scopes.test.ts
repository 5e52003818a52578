// Scopes between two exports: what the preview shows, and what the script does.
import { describe, expect, it } from "vitest";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { replicated } from "../../helpers/windows/replicated.js";
import { statements } from "../../helpers/windows/script.js";

describe("a scope that moves to another superscope", () => {
  it("leaves its own superscope first, unless it is in the other one already", async () => {
    const { script, model } = await replicated(
      rich.replace("<SuperScopeName>Campus<", "<SuperScopeName>Site<"),
      rich,
    );
    expect(
      statements(script!).map(({ parameters, test }) => [parameters.SuperscopeName, test?.name]),
    ).toEqual([
      ["", "Test-Superscope"],
      ["Site", undefined],
    ]);
    expect(model!.scopes.get("10.0.1.0")!.superscopeName).toBe("Site");
  });
});

describe("an inactive scope whose range changes", () => {
  const wider = rich.replace("<EndRange>10.0.2.100<", "<EndRange>10.0.2.110<");

  it("is reported as active meanwhile, and is inactive afterwards", async () => {
    const { preview, model } = await replicated(wider, rich);
    expect(preview.said).toContainEqual(expect.stringContaining("10.0.2.0/25 is inactive"));
    expect(model!.scopes.get("10.0.2.0")!.state).toBe("Inactive");
  });

  it("is not reported where its range stays", async () => {
    const { preview } = await replicated(rich.replace("<Name>Telephones<", "<Name>Phones<"), rich);
    expect(preview.said.filter((line) => line.includes("is inactive"))).toEqual([]);
  });
});

describe("an export of selected scopes", () => {
  const part = rich.replace(/ *<IPv6[^]*<\/IPv6>\n/, "");

  it("is replicated, and prune is refused with it: its server may have more scopes", async () => {
    const primary = part.replace("<Name>Offices<", "<Name>Rooms<");
    expect((await replicated(primary, rich)).preview.failures).toEqual([]);
    const { preview } = await replicated(primary, rich, { prune: true });
    expect(preview.failures).toEqual([expect.objectContaining({ property: "prune" })]);
    expect(preview.failures[0]!.reason).toContain("the primary is an export of selected scopes");
  });
});

describe("scopes that an export of selected scopes leaves out", () => {
  const part = rich
    .replace(/ *<IPv6[^]*<\/IPv6>\n/, "")
    .replace(/ *<Scope>\s*<ScopeId>10\.0\.2\.0<[^]*?<\/Scope>\n/, "");

  it("are left alone, and no warning advises to prune them", async () => {
    const { preview } = await replicated(part.replace("<Name>Offices<", "<Name>Rooms<"), rich);
    const [said] = preview.said.filter((line) => line.includes("10.0.2.0/25"));
    expect(said).toContain(
      "the primary, an export of selected scopes, does not have: 10.0.2.0/25 (Telephones). Not changed; the primary's server may have it.",
    );
    expect(preview.said.join("\n")).not.toContain("prune: true");
  });

  it("are refused with what to do where the program refuses scopes that only the partner has", async () => {
    const { preview } = await replicated(part, rich, { prune: "refuse" });
    expect(preview.failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(
        /10\.0\.2\.0\/25 \(Telephones\)\. The primary is an export of selected scopes: export it without -ScopeId, or name in exclude the scopes to retain\. \[extra-scopes-refused\]$/,
      ),
    ]);
  });
});
