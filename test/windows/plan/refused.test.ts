// What a Windows DHCP server would refuse is an error of the preview.
import { describe, expect, it } from "vitest";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { replicated } from "../../helpers/windows/replicated.js";

describe("a preview refuses what a Windows DHCP server would refuse", () => {
  const scope = "10.0.1.0/24";
  /**
   * The configurations of the primary, and the sentence about the first call that a server would
   * refuse.
   */
  const cases: Readonly<
    Record<string, readonly [edit: (xml: string) => string, sentence: string]>
  > = {
    "an exclusion range outside the scope's range": [
      (xml) =>
        xml.replace(
          "<EndRange>10.0.1.29<",
          "<EndRange>10.0.1.29</EndRange></IPRange><IPRange><StartRange>10.0.1.205</StartRange><EndRange>10.0.1.209<",
        ),
      `"${scope} exclusions.10.0.1.205-10.0.1.209: comes" would be refused by the server (Add-DhcpServerv4ExclusionRange, error 20023): the exclusion range is not inside the scope's range. Correct the range on the primary.`,
    ],
    "exclusion ranges that overlap": [
      (xml) =>
        xml.replace(
          "<EndRange>10.0.1.29<",
          "<EndRange>10.0.1.29</EndRange></IPRange><IPRange><StartRange>10.0.1.25</StartRange><EndRange>10.0.1.40<",
        ),
      "it overlaps another exclusion range",
    ],
    "a policy's range outside the scope's range": [
      (xml) => xml.replace("<EndRange>10.0.1.120<", "<EndRange>10.0.1.220<"),
      "(Add-DhcpServerv4PolicyIPRange, error 20107)",
    ],
    "several values for an option of one": [
      (xml) =>
        xml.replace(
          "<Value>offices.example.com<",
          "<Value>offices.example.com</Value><Value>rooms.example.com<",
        ),
      "the option takes one value",
    ],
    "a reservation that is in another subnet": [
      (xml) => xml.replace("<IPAddress>10.0.1.13<", "<IPAddress>10.0.9.13<"),
      "the address is not in the scope's subnet",
    ],
    "a delay of more than a second": [
      (xml) => xml.replace("<Delay>0<", "<Delay>1500<"),
      '"10.0.1.0/24: Delay" would be refused by the server (Set-DhcpServerv4Scope, error 20092)',
    ],
    "a scope without a name": [
      (xml) => xml.replace("<Name>Offices<", "<Name><"),
      "(Set-DhcpServerv4Scope): -Name does not take an empty text",
    ],
    "a policy whose condition has no value": [
      (xml) =>
        xml.replace("<ClientId>EQ</ClientId>", "<ClientId>NE</ClientId><ClientId>EQ</ClientId>"),
      "a comparator of ClientId has no value",
    ],
    "a scope name that is too long": [
      (xml) => xml.replace("<Name>Offices<", `<Name>${"o".repeat(300)}<`),
      "the name is longer than a server takes: 300 characters, where 256 are the most",
    ],
    "a limit of BOOTP clients of a DHCP scope": [
      (xml) =>
        xml.replace(
          "<Type>Dhcp</Type>\n        <MaxBootpClients>4294967295<",
          "<Type>Dhcp</Type>\n        <MaxBootpClients>50<",
        ),
      "only a scope of the type Both limits BOOTP clients",
    ],
  };

  it.each(Object.entries(cases))("%s", async (_, [edit, sentence]) => {
    const primary = edit(rich);
    expect(primary).not.toBe(rich);
    const { preview } = await replicated(primary, rich);
    expect(preview.failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(sentence),
    ]);
    expect(preview.failures[0]!.reason).toMatch(
      /^The partner, .*dhcp2\.xml, does not support some of the primary's configuration: .*\. \[unsupported\]$/,
    );
  });

  it("for all scopes at once, with the first refusal of each", async () => {
    const primary = rich
      .replace("<EndRange>10.0.1.120<", "<EndRange>10.0.1.220<")
      .replace("<IPAddress>10.0.1.13<", "<IPAddress>10.0.9.13<")
      .replace("<Delay>500<", "<Delay>5000<");
    const { preview } = await replicated(primary, rich);
    const [failure] = preview.failures;
    expect(failure!.reason.match(/would be refused by the server/g)).toHaveLength(2);
    expect(failure!.reason).toContain("error 20107");
    expect(failure!.reason).toContain("error 20092");
  });

  it("where only scopes of the partner stand in the way", async () => {
    const partner = rich
      .replace(
        /(<Scopes>[^]*?<ScopeId>)10\.0\.2\.0(<[^]*?<SubnetMask>)255\.255\.255\.128/,
        (found) =>
          found
            .replace(/10\.0\.2\.0(?=<[^]*255\.255\.255\.128)/, "10.0.2.64")
            .replace("255.255.255.128", "255.255.255.192"),
      )
      .replace("<StartRange>10.0.2.10<", "<StartRange>10.0.2.70<");
    expect(partner).toContain("<ScopeId>10.0.2.64<");
    const { preview } = await replicated(rich, partner);
    expect(preview.failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(
        "(Add-DhcpServerv4Scope, error 20052): it has the scope 10.0.2.64, with some of the same addresses. Remove that scope from the partner, or omit this one with exclude.",
      ),
    ]);
  });

  it("by the partner's release: conditions on domain names came with Windows Server 2012 R2", async () => {
    const old = rich
      .replace(">10</MajorVersion>", ">6</MajorVersion>")
      .replace(">0</MinorVersion>", ">2</MinorVersion>");
    const { preview } = await replicated(
      rich.replace("<Fqdn>*.example.com<", "<Fqdn>*.example.org<"),
      old,
    );
    expect(preview.failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("conditions on domain names came with Windows Server 2012 R2"),
    ]);
  });
});
