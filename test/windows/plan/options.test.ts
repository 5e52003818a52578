// DNS settings, filters and option values between two exports: what the preview shows, and what the script does.
import { describe, expect, it } from "vitest";
import fc from "../../helpers/draws.js";
import { canonicalText } from "../../../provider/core/canonical.js";
import { normalizeForWindows } from "../../../provider/drivers/windows/normalize.js";
import { formatScript as scriptOf } from "../../../provider/drivers/windows/plan/script.js";
import { planSteps } from "../../../provider/drivers/windows/plan/steps.js";
import { crlf, rich } from "../../helpers/unit/drivers/windows/exports.js";
import { read, replicated } from "../../helpers/windows/replicated.js";
import { carryOut, statements } from "../../helpers/windows/script.js";
import { modelServer } from "../../helpers/windows/server.js";

describe("DNS settings", () => {
  const without = rich.replace(
    / *<OptionValue>\s*<OptionId>81<\/OptionId>\s*<Value>215<[^]*?<\/OptionValue>\n/,
    "",
  );

  it("are left as they are where a policy has a suffix and none of its own", async () => {
    expect(without).not.toBe(rich);
    const primary = without.replace("laptops.example.com", "portables.example.com");
    const { preview, script, model } = await replicated(primary, without);
    expect(preview.failures).toEqual([]);
    expect(statements(script!).map(({ cmdlet, parameters }) => [cmdlet, parameters])).toEqual([
      [
        "Set-DhcpServerv4DnsSetting",
        { ScopeId: "10.0.1.0", PolicyName: "Laptops", DnsSuffix: "portables.example.com" },
      ],
    ]);
    expect(canonicalText(read(model!.export()).scopes)).toBe(canonicalText(read(primary).scopes));
  });

  it("are carried over with any bits, on the server, a scope, a policy and a reservation", () => {
    const numbers = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(
        fc.tuple(numbers, numbers, numbers),
        fc.tuple(numbers, numbers, numbers),
        (mine, theirs) => {
          const held = (values: readonly number[]) =>
            ["23", "51", "215"].reduce(
              (xml, former, i) =>
                xml.replace(
                  new RegExp(`(<OptionId>81</OptionId>\\s*<Value>)${former}<`),
                  `$1${values[i]}<`,
                ),
              rich,
            );
          const [from, to] = [read(held(theirs)), read(held(mine))];
          const { configuration, unsupported } = normalizeForWindows(from, {
            ...from,
            scopes: to.scopes,
            settings: to.settings,
          });
          expect(unsupported).toEqual([]);
          const model = modelServer("dhcp2");
          model.import(held(theirs));
          carryOut(scriptOf("dhcp2.xml", planSteps(from, configuration)), model);
          expect(canonicalText(read(model.export()).scopes)).toBe(canonicalText(to.scopes));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("a filter with asterisks", () => {
  it("is added as it stands", async () => {
    const primary = rich.replace("<MacAddress>00-00-5E-00-53-01<", "<MacAddress>02-00-5E-*-*-*<");
    expect(primary).not.toBe(rich);
    const { preview, script, model } = await replicated(primary, rich, {
      serverSettings: "replicate",
    });
    expect(preview.failures).toEqual([]);
    expect(
      statements(script!)
        .filter(({ cmdlet }) => cmdlet === "Add-DhcpServerv4Filter")
        .map(({ parameters }) => parameters.MacAddress),
    ).toEqual([["02-00-5E-*-*-*"]]);
    expect(canonicalText(read(model!.export()).settings)).toBe(
      canonicalText(read(primary).settings),
    );
  });
});

describe("an option without a value", () => {
  it("is left out, and a warning says so", async () => {
    const primary = rich
      .replace(/<Value>offices.example.com<.Value>/, "")
      .replace("<Name>Offices<", "<Name>Rooms<");
    const { preview, model } = await replicated(primary, rich);
    expect(preview.failures).toEqual([]);
    expect(preview.said).toContainEqual(
      expect.stringContaining("10.0.1.0/24 options.dhcp4:15 has no value and is omitted"),
    );
    expect(read(model!.export()).scopes["10.0.1.0/24"]!.properties.options).not.toHaveProperty(
      "dhcp4:15",
    );
  });
});

describe("an IPv6 part", () => {
  it("is reported as not compared where it differs, and only there", async () => {
    const primary = rich.replace("<Name>Offices<", "<Name>Rooms<");
    const other = primary.replace("</StatelessStore>", "<!-- more --></StatelessStore>");
    expect(other).not.toBe(primary);
    const { preview } = await replicated(other, rich);
    expect(preview.said.filter((line) => line.includes("IPv6"))).toHaveLength(1);
    const { preview: same } = await replicated(crlf(primary), rich);
    expect(same.said.filter((line) => line.includes("IPv6"))).toEqual([]);
  });
});
