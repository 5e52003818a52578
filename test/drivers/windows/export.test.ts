// An export is read as what it says, and written as what it becomes: all else in it stays, byte for byte.
import { describe, expect, it } from "vitest";
import { apply } from "../../../provider/core/apply.js";
import { canonicalText } from "../../../provider/core/canonical.js";
import { compare } from "../../../provider/core/compare.js";
import { ignoreNothing } from "../../../provider/core/keep.js";
import type { Configuration } from "../../../provider/core/model.js";
import { readDocument } from "../../../provider/drivers/windows/export/document.js";
import { normalizeForWindows } from "../../../provider/drivers/windows/normalize.js";
import { crlf, flat, rich } from "../../helpers/unit/drivers/windows/exports.js";

const read = (xml: string) => readDocument("dhcp.xml", xml);
const extent = (configuration: Configuration) => ({
  scopes: Object.keys(configuration.scopes),
  settings: true,
  isIgnored: ignoreNothing,
});
const differences = (current: Configuration, desired: Configuration) =>
  compare(
    current,
    desired,
    extent({ ...desired, scopes: { ...current.scopes, ...desired.scopes } }),
  );

/** An export brought to what another says. */
function replicated(partner: string, primary: string): string {
  const [to, from] = [read(partner), read(primary)];
  const plan = differences(to.configuration, from.configuration);
  const { configuration, unsupported } = normalizeForWindows(
    to.configuration,
    apply(plan, to.configuration, from.configuration),
  );
  expect(unsupported).toEqual([]);
  return to.rewrite(configuration);
}

describe("an export", () => {
  it.each([
    ["with CRLF", crlf(rich)],
    ["with a byte order mark", crlf(rich, true)],
    ["in one line", flat(rich)],
  ])("says the same %s", (_, xml) => {
    expect(canonicalText(read(xml).configuration)).toBe(canonicalText(read(rich).configuration));
  });

  it("says what a person would say of it", () => {
    const { scopes, shared, settings } = read(rich).configuration;
    expect(Object.keys(scopes)).toEqual(["10.0.1.0/24", "10.0.2.0/25"]);
    expect(scopes["10.0.1.0/24"]).toMatchInlineSnapshot(`
      {
        "inherited": [],
        "local": {},
        "properties": {
          "activatePolicies": true,
          "delay": 0,
          "description": "first floor",
          "dnsSettings": {
            "deleteDnsRROnLeaseExpiry": true,
            "disableDnsPtrRRUpdate": false,
            "dynamicUpdates": "Always",
            "nameProtection": false,
            "updateDnsRRForOlderClients": true,
          },
          "exclusions": {
            "10.0.1.20-10.0.1.29": {},
            "10.0.1.50-10.0.1.50": {},
          },
          "leaseDuration": 691200,
          "maxBootpClients": 100,
          "name": "Offices",
          "napEnable": false,
          "options": {
            "Phones:2": {
              "value": [
                "1",
              ],
            },
            "dhcp4:15": {
              "value": [
                "offices.example.com",
              ],
            },
            "dhcp4:200": {
              "value": [
                "4711",
              ],
            },
            "dhcp4:3": {
              "value": [
                "10.0.1.1",
              ],
            },
            "dhcp4:43": {
              "value": [
                "01020a",
              ],
            },
            "dhcp4:6": {
              "value": [
                "10.0.0.53",
                "10.0.0.54",
              ],
            },
          },
          "policies": {
            "Guests": {
              "condition": "Or",
              "enabled": true,
              "options": {
                "dhcp4:66": {
                  "value": [
                    "guests.example",
                  ],
                },
              },
              "processingOrder": 3,
              "userClass": [
                "EQ",
                "Guests",
              ],
            },
            "Laptops": {
              "circuitId": [
                "EQ",
                "01-0a",
              ],
              "clientId": [
                "EQ",
                "01-02-03-04",
              ],
              "condition": "And",
              "description": "portable",
              "dnsSettings": {
                "deleteDnsRROnLeaseExpiry": true,
                "disableDnsPtrRRUpdate": true,
                "dynamicUpdates": "Always",
                "nameProtection": false,
                "otherBits": 128,
                "updateDnsRRForOlderClients": true,
              },
              "dnsSuffix": "laptops.example.com",
              "enabled": true,
              "fqdn": [
                "EQ",
                "*.example.com",
              ],
              "leaseDuration": 3600,
              "macAddress": [
                "EQ",
                "02-00-00*",
                "NE",
                "02-00-00-00-00-01",
              ],
              "options": {
                "dhcp4:3": {
                  "value": [
                    "10.0.1.2",
                  ],
                },
              },
              "processingOrder": 1,
              "ranges": {
                "10.0.1.100-10.0.1.120": {},
              },
              "relayAgent": [
                "EQ",
                "0a-00-01-01",
              ],
              "remoteId": [
                "EQ",
                "02-0b",
              ],
              "subscriberId": [
                "NE",
                "03-0c",
              ],
              "userClass": [
                "NE",
                "Guests",
              ],
              "vendorClass": [
                "EQ",
                "Microsoft Windows 2000 Options",
              ],
            },
            "Phones": {
              "condition": "Or",
              "enabled": false,
              "options": {
                "Phones:1": {
                  "value": [
                    "10.0.1.5",
                  ],
                },
              },
              "processingOrder": 2,
              "vendorClass": [
                "EQ",
                "Phones",
              ],
            },
          },
          "ranges": {
            "10.0.1.10-10.0.1.200": {},
          },
          "reservations": {
            "10.0.1.13": {
              "client": "02-00-00-00-01-0d",
              "description": "by the door",
              "name": "printer-1.offices.example.com",
              "type": "Both",
            },
            "10.0.1.14": {
              "client": "00-01-00-01-27-9c-11-22-33-44-55-66",
              "dnsSettings": {
                "deleteDnsRROnLeaseExpiry": false,
                "disableDnsPtrRRUpdate": false,
                "dynamicUpdates": "Always",
                "nameProtection": true,
                "updateDnsRRForOlderClients": true,
              },
              "name": "scanner",
              "options": {
                "dhcp4:66": {
                  "value": [
                    "scan.example",
                  ],
                },
              },
              "type": "Dhcp",
            },
          },
          "sharedNetwork": "Campus",
          "state": "Active",
          "type": "Both",
        },
        "uses": [
          "optionDefinitions.Phones:1",
          "optionDefinitions.Phones:2",
          "optionDefinitions.dhcp4:15",
          "optionDefinitions.dhcp4:200",
          "optionDefinitions.dhcp4:3",
          "optionDefinitions.dhcp4:43",
          "optionDefinitions.dhcp4:6",
          "optionDefinitions.dhcp4:66",
          "userClasses.Guests",
          "vendorClasses."Microsoft Windows 2000 Options"",
          "vendorClasses.Phones",
        ],
      }
    `);
    expect(Object.keys(shared)).toMatchInlineSnapshot(`
      [
        "optionDefinitions.Phones:1",
        "optionDefinitions.Phones:2",
        "optionDefinitions.dhcp4:121",
        "optionDefinitions.dhcp4:15",
        "optionDefinitions.dhcp4:2",
        "optionDefinitions.dhcp4:200",
        "optionDefinitions.dhcp4:3",
        "optionDefinitions.dhcp4:43",
        "optionDefinitions.dhcp4:51",
        "optionDefinitions.dhcp4:6",
        "optionDefinitions.dhcp4:66",
        "optionDefinitions.dhcp4:81",
        "userClasses."Default Routing and Remote Access Class"",
        "userClasses.Guests",
        "vendorClasses."Microsoft Windows 2000 Options"",
        "vendorClasses.Phones",
      ]
    `);
    expect(settings.properties).toMatchInlineSnapshot(`
      {
        "activatePolicies": true,
        "conflictDetectionAttempts": 0,
        "dnsSettings": {
          "deleteDnsRROnLeaseExpiry": true,
          "disableDnsPtrRRUpdate": false,
          "dynamicUpdates": "OnClientRequest",
          "nameProtection": false,
          "updateDnsRRForOlderClients": false,
        },
        "filters": {
          "allowEnabled": false,
          "deny": {
            "00-00-5e-00-53-01": "lost laptop",
          },
          "denyEnabled": true,
        },
        "napEnabled": false,
        "npsUnreachableAction": "Full",
        "options": {
          "dhcp4:6": {
            "value": [
              "10.0.0.53",
            ],
          },
        },
        "policies": {
          "Cameras": {
            "condition": "Or",
            "enabled": true,
            "macAddress": [
              "EQ",
              "00-11-22*",
            ],
            "options": {
              "dhcp4:66": {
                "value": [
                  "cameras.example",
                ],
              },
            },
            "processingOrder": 1,
          },
        },
      }
    `);
  });

  it("stays as it is, byte for byte, where nothing is to change", () => {
    for (const xml of [rich, crlf(rich, true), flat(rich)])
      expect(read(xml).rewrite(read(xml).configuration)).toBe(xml);
  });

  it.each([
    ["laid out", (xml: string) => xml],
    ["with CRLF", (xml: string) => crlf(xml, true)],
    ["in one line", flat],
  ])("written anew element for element reads the same, and looks the same: %s", (_, form) => {
    const xml = form(rich);
    const { configuration, rewrite: rewritten } = read(xml);
    const touched = {
      ...configuration,
      scopes: Object.fromEntries(
        Object.entries(configuration.scopes).map(([id, part]) => [id, { ...part }]),
      ),
      shared: Object.fromEntries(
        Object.entries(configuration.shared).map(([key, part]) => [key, { ...part }]),
      ),
      settings: { ...configuration.settings },
    };
    expect(rewritten(touched)).toBe(xml);
  });

  it("becomes what another says, and keeps its leases and its IPv6", () => {
    const bare = rich
      .replace(/<Policies>[^]*?<\/Policies>\s*/g, "")
      .replace(/<ExclusionRanges>[^]*?<\/ExclusionRanges>\s*/g, "")
      .replace(/<Reservations>[^]*?<\/Reservations>\s*/g, "")
      .replace(/<Scope>\s*<ScopeId>10\.0\.2\.0[^]*?<\/Scope>\s*/, "")
      .replace("8.00:00:00", "1.00:00:00");
    for (const [partner, primary] of [
      [bare, rich],
      [rich, bare],
    ] as const) {
      const after = replicated(crlf(partner), primary);
      expect(differences(read(after).configuration, read(primary).configuration)).toEqual([]);
      expect(after).toContain("<Lease>\r\n");
      expect(after).toContain("<Name>Phones6</Name>");
      expect(after).not.toMatch(/[^\r]\n/);
    }
  });
});

describe("a policy", () => {
  it("is written in the order in which an importer reads: its ranges before its values", () => {
    const document = readDocument("dhcp.xml", rich.replace("<Value>10.0.1.2<", "<Value>10.0.1.3<"));
    const now = readDocument("dhcp.xml", rich);
    const written = now.rewrite({ ...now.configuration, scopes: document.configuration.scopes });
    const [, policy] = /<Name>Laptops<\/Name>([^]*?)<\/Policy>/.exec(written)!;
    const places = ["<Condition>", "<Fqdn>", "<DnsSuffix>", "<IPRanges>", "<OptionValues>"].map(
      (one) => policy!.indexOf(one),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
});
