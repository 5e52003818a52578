import { describe, expect, it } from "vitest";
import { emptyConfiguration, emptyObject, type Tree } from "../../provider/core/model.js";
import { labelProperty, labelScope, labelScopes } from "../../provider/core/scope-labels.js";

const scope = "10.40.8.0/24";
const having = (properties: Tree) => ({
  ...emptyConfiguration,
  scopes: { [scope]: { ...emptyObject, properties } },
});

describe("a scope in a sentence", () => {
  it.each([
    ["the name that Windows has for it", { name: "infusion-pumps" }],
    ["the name in a note", { "user-context": { name: "infusion-pumps" } }],
  ])("has %s beside its address", (_, properties) => {
    expect(labelScope(scope, having(properties))).toBe("10.40.8.0/24 (infusion-pumps)");
  });

  it("has its address alone where nobody named it", () => {
    expect(labelScopes([scope, "10.0.0.0/24"], having({ name: "" }), undefined)).toEqual([
      scope,
      "10.0.0.0/24",
    ]);
  });

  it("has the name of the first server that has one", () => {
    expect(
      labelScope(scope, having({}), having({ name: "second" }), having({ name: "third" })),
    ).toBe("10.40.8.0/24 (second)");
  });

  it("shows of a hostile name one printable line of limited length", () => {
    const name = `pumps\u001b[31m\u202e\nsecond line ${"x".repeat(200)}`;
    const label = labelScope(scope, having({ name }));
    expect(label).toMatch(/^10\.40\.8\.0\/24 \(pumps \[31m second line x+…\)$/);
    expect(label.length).toBeLessThan(110);
  });

  it("stands in front of its property", () => {
    const named = having({ name: "pumps" });
    expect(labelProperty({ kind: "scope", key: scope }, ["leaseDuration"], named)).toBe(
      "10.40.8.0/24 (pumps) leaseDuration",
    );
    expect(labelProperty({ kind: "settings" }, ["leaseDuration"], named)).toBe(
      "server.leaseDuration",
    );
  });
});
