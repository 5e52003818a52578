import { describe, expect, it } from "vitest";
import { shortNames } from "../../provider/core/short-names.js";
import { formatDifference } from "../../provider/core/text.js";

const roles = { primary: "the primary", partner: "the partner" };

describe("the names of two servers beside their values", () => {
  it.each([
    [
      "hosts of URLs",
      { primary: "https://dhcp1.example.com:8000", partner: "https://dhcp2.example.com:8000" },
      { primary: "dhcp1", partner: "dhcp2" },
    ],
    [
      "sockets over ssh",
      {
        primary: "ssh://root@dhcp1/run/kea/kea4-ctrl-socket",
        partner: "ssh://root@dhcp2:22/run/kea",
      },
      { primary: "dhcp1", partner: "dhcp2" },
    ],
    [
      "addresses",
      { primary: "http://192.0.2.1:8000/", partner: "http://[2001:db8::2]:8000/" },
      { primary: "192.0.2.1", partner: "[2001:db8::2]" },
    ],
    [
      "files",
      { primary: "/etc/kea/dhcp1.conf", partner: "C:\\exports\\dhcp2.xml" },
      { primary: "dhcp1.conf", partner: "dhcp2.xml" },
    ],
    [
      "hosts",
      { primary: "dhcp1.example.com", partner: "dhcp2.example.com" },
      { primary: "dhcp1.example.com", partner: "dhcp2.example.com" },
    ],
  ])("are short for %s", (_, labels, short) => {
    expect(shortNames(labels)).toEqual(short);
  });

  it.each([
    ["two ports of one host", "http://127.0.0.1:8001/", "http://127.0.0.1:8002/"],
    ["files of one name", "/etc/dhcp1/kea.conf", "/etc/dhcp2/kea.conf"],
    ["a long name", `/etc/${"x".repeat(40)}`, "/etc/dhcp2.conf"],
    ["a folder", "/etc/", "/etc/dhcp2.conf"],
  ])("are their roles for %s", (_, primary, partner) => {
    expect(shortNames({ primary, partner })).toEqual(roles);
  });
});

describe("a difference in words", () => {
  const names = { primary: "dhcp1", partner: "dhcp2" };
  const location = { kind: "scope", key: "10.0.1.0/24" } as const;
  const shown = (path: readonly string[], current?: number | string, desired?: number | string) =>
    formatDifference({ location, path, current, desired }, names);

  it("names the server of each value, the partner first", () => {
    expect(shown(["leaseDuration"], 600, 28800)).toBe("dhcp2 has 600, dhcp1 28800");
  });

  it("says which server alone has a value", () => {
    expect(shown(["leaseDuration"], 600)).toBe("only dhcp2 has 600");
    expect(shown(["leaseDuration"], undefined, 28800)).toBe("only dhcp1 has 28800");
  });

  it("shows no secret", () => {
    expect(shown(["password"], "one", "other")).toBe("(secret, differs)");
  });
});
