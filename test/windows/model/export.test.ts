// What the model exports has the shape of a real export, and can be read back.
import { describe, expect, it } from "vitest";
import { modelServer } from "../../helpers/windows/server.js";
import { inScope, mac, server } from "../../helpers/windows/model/full-server.js";

describe("an export of a model server", () => {
  it("has the shape of a real one", () => {
    const xml = server().export();
    expect(
      xml.startsWith(
        '<?xml version="1.0" encoding="utf-8"?>\r\n<DHCPServer xmlns="http://schemas.microsoft.com/windows/DHCPServer">\r\n  <MajorVersion xmlns="">10</MajorVersion>\r\n  <MinorVersion xmlns="">0</MinorVersion>\r\n  <IPv4 xmlns="">\r\n',
      ),
    ).toBe(true);
    expect(xml.replaceAll("\r\n", "")).not.toContain("\n");
    const second = xml.slice(xml.lastIndexOf("<Scope>"), xml.lastIndexOf("</Scope>"));
    expect([...second.matchAll(/<(\w+)/g)].map(([, name]) => name)).toEqual([
      "Scope",
      "ScopeId",
      "Name",
      "SubnetMask",
      "StartRange",
      "EndRange",
      "LeaseDuration",
      "State",
      "Type",
      "MaxBootpClients",
      "NapEnable",
      "Delay",
      "NapProfile",
      "Description",
      "ActivatePolicies",
      "SuperScopeName",
      "OptionValues",
      "OptionValue",
      "OptionId",
      "Value",
      "VendorClass",
      "UserClass",
    ]);
    expect(second).toContain("<LeaseDuration>8.00:00:00</LeaseDuration>");
    expect(xml).toContain("<Condition>AND</Condition>");
  });

  it("can be imported by another server, with a byte order mark or without", () => {
    const made = server();
    made.call("Set-DhcpServerv4Scope", {
      ...inScope,
      Name: `<&>"'‘’“”\r\n\t  `,
      Description: "ä 漢 😀",
    });
    made.call("Set-DhcpServerv4DnsSetting", { IPAddress: "10.0.1.5", DynamicUpdates: "Never" });
    made.call("Add-DhcpServerv4Filter", { List: "Deny", MacAddress: mac });
    for (const mark of ["", "\uFEFF"]) {
      const read = modelServer("other");
      read.import(mark + made.export());
      expect(read.export()).toBe(made.export());
      expect(read.call("Get-DhcpServerv4Scope")).toEqual(made.call("Get-DhcpServerv4Scope"));
      expect(read.changes).toBe(0);
    }
  });

  it("is refused where it is no export of a server", () => {
    expect(() => modelServer("x").import("<DHCPServer><IPv4/></DHCPServer>")).toThrow(
      "this is no export",
    );
    expect(() => modelServer("x").import("<DHCPServer>")).toThrow();
  });
});
