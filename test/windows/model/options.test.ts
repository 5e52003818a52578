// Option values, policies and DNS settings in the model: a right call does what is documented.
import { describe, expect, it } from "vitest";
import {
  inScope,
  mac,
  type Parameters,
  policy,
  server,
} from "../../helpers/windows/model/full-server.js";

describe("a model server", () => {
  it("holds option 51 of a policy once, and removes it by that name only", () => {
    const made = server();
    const level = { ...inScope, PolicyName: "Phones first" };
    made.call("Set-DhcpServerv4Policy", {
      ...inScope,
      Name: "Phones first",
      LeaseDuration: { seconds: 600 },
    });
    expect(made.call("Get-DhcpServerv4OptionValue", { ...level, OptionId: 51 })[0]).toMatchObject({
      Value: ["600"],
      PolicyName: "Phones first",
    });
    made.call("Remove-DhcpServerv4OptionValue", { ...level, OptionId: 51 });
    expect(
      made.call("Get-DhcpServerv4Policy", { ...inScope, Name: "Phones first" })[0],
    ).toMatchObject({ LeaseDuration: null });
    expect(made.dangers).toEqual([]);
  });

  it("spells values by their definition's type", () => {
    const made = server();
    const told = (type: string, ...values: string[]) => {
      made.call("Add-DhcpServerv4OptionDefinition", {
        Name: "x",
        OptionId: 222,
        Type: type,
        MultiValued: true,
      });
      made.call("Set-DhcpServerv4OptionValue", { OptionId: 222, Value: values });
      const [{ Value: found }] = made.call("Get-DhcpServerv4OptionValue", { OptionId: 222 }) as [
        { Value: string[] },
      ];
      made.call("Remove-DhcpServerv4OptionValue", { OptionId: 222 });
      made.call("Remove-DhcpServerv4OptionDefinition", { OptionId: 222 });
      return found;
    };
    expect(told("Byte", "10", "0xff")).toEqual(["0x0A", "0xFF"]);
    expect(told("Word", "0x0a", "65535")).toEqual(["10", "65535"]);
    expect(told("DWordDWord", "18446744073709551615")).toEqual(["18446744073709551615"]);
    expect(told("BinaryData", "0x0A0b", "12")).toEqual(["0x0a", "0x0b", "0x0c"]);
    expect(told("String", " as it is ")).toEqual([" as it is "]);
  });

  it("keeps values for a user class in a policy of its name", () => {
    const made = server();
    made.call("Set-DhcpServerv4OptionValue", {
      ...inScope,
      OptionId: 15,
      Value: "phones.test",
      UserClass: "phones",
    });
    expect(made.call("Get-DhcpServerv4Policy", { ...inScope, Name: "Phones" })[0]).toMatchObject({
      Name: "Phones",
      ProcessingOrder: 3,
      Condition: "Or",
      UserClass: ["EQ", "Phones"],
    });
    expect(
      made.call("Get-DhcpServerv4OptionValue", { ...inScope, UserClass: "Phones" }),
    ).toMatchObject([{ OptionId: 15, Value: ["phones.test"], UserClass: "Phones" }]);
    expect(
      made.call("Get-DhcpServerv4OptionValue", inScope).map(({ OptionId }) => OptionId),
    ).toEqual([3, 51]);
    made.call("Remove-DhcpServerv4OptionValue", { ...inScope, OptionId: 15, UserClass: "Phones" });
    expect(made.call("Get-DhcpServerv4OptionValue", { ...inScope, UserClass: "Phones" })).toEqual(
      [],
    );
  });

  it("returns values of classes and of policies only when asked for all", () => {
    const made = server();
    made.call("Set-DhcpServerv4OptionValue", {
      ...inScope,
      OptionId: 1,
      Value: ["10.0.0.2", "10.0.0.1"],
      VendorClass: "acme",
    });
    made.call("Set-DhcpServerv4OptionValue", {
      ...inScope,
      OptionId: 15,
      Value: "x.test",
      PolicyName: "Then others",
    });
    const told = (more: Parameters) =>
      made
        .call("Get-DhcpServerv4OptionValue", { ...inScope, ...more })
        .map(({ OptionId, VendorClass, PolicyName }) =>
          `${OptionId} ${VendorClass} ${PolicyName}`.trim(),
        );
    expect(told({})).toEqual(["3", "51"]);
    expect(told({ All: true })).toEqual(["1 Acme", "3", "51", "15  Then others"]);
    expect(told({ VendorClass: "Acme" })).toEqual(["1 Acme"]);
  });

  it("holds options of the server and of reservations apart", () => {
    const made = server();
    made.call("Set-DhcpServerv4OptionValue", {
      DnsServer: ["10.0.0.54", "10.0.0.53"],
      DnsDomain: "x.test",
      Force: true,
    });
    made.call("Set-DhcpServerv4OptionValue", {
      IPAddress: "10.0.1.5",
      OptionId: 12,
      Value: "printer",
    });
    expect(made.call("Get-DhcpServerv4OptionValue")).toMatchObject([
      { OptionId: 6, Value: ["10.0.0.54", "10.0.0.53"], Name: "DNS Servers", Type: "IPv4Address" },
      { OptionId: 15 },
    ]);
    expect(
      made.call("Get-DhcpServerv4OptionValue", { ReservedIP: "10.0.1.5", Brief: true }),
    ).toMatchObject([{ OptionId: 12, Value: ["printer"], Name: "" }]);
  });

  it("puts a policy at the given place, and moves the others on", () => {
    const made = server();
    const order = () =>
      made
        .call("Get-DhcpServerv4Policy", inScope)
        .map(({ ProcessingOrder, Name }) => `${ProcessingOrder} ${Name}`);
    made.call("Add-DhcpServerv4Policy", { ...policy, MacAddress: ["EQ", mac], ProcessingOrder: 2 });
    expect(order()).toEqual(["1 Phones first", "2 New", "3 Then others"]);
    made.call("Set-DhcpServerv4Policy", { ...inScope, Name: "Phones first", ProcessingOrder: 3 });
    expect(order()).toEqual(["1 New", "2 Then others", "3 Phones first"]);
    made.call("Set-DhcpServerv4Policy", {
      ...inScope,
      Name: "Phones first",
      ProcessingOrder: 1,
      NewName: "Phones",
    });
    expect(order()).toEqual(["1 Phones", "2 New", "3 Then others"]);
    made.call("Remove-DhcpServerv4Policy", { ...inScope, Name: "New" });
    expect(order()).toEqual(["1 Phones", "2 Then others"]);
  });

  it("replaces the kinds of conditions that a call gives, and keeps the others", () => {
    const made = server();
    const all = {
      MacAddress: ["EQ", "*aabb"],
      ClientId: ["EQ", "00-01"],
      RelayAgent: ["NE", "0a"],
      CircuitId: ["EQ", "01", "NE", "02"],
      RemoteId: ["EQ", "03"],
      SubscriberId: ["EQ", "04"],
      Fqdn: ["ISL", "EQ", "*.x.test"],
      VendorClass: ["EQ", "acme*"],
    };
    made.call("Set-DhcpServerv4Policy", { ...inScope, Name: "Phones first", ...all });
    made.call("Set-DhcpServerv4Policy", { ...inScope, Name: "Phones first", RelayAgent: null });
    expect(
      made.call("Get-DhcpServerv4Policy", { ...inScope, Name: "Phones first" })[0],
    ).toMatchObject({
      UserClass: ["EQ", "Phones"],
      VendorClass: ["EQ", "Acme*"],
      MacAddress: ["EQ", "*AA-BB"],
      ClientId: ["EQ", "00-01"],
      RelayAgent: null,
      CircuitId: ["EQ", "01", "NE", "02"],
      RemoteId: ["EQ", "03"],
      SubscriberId: ["EQ", "04"],
      Fqdn: ["ISL", "EQ", "*.x.test"],
    });
  });

  it("clears the DNS settings that a call does not give, and returns those in force", () => {
    const made = server();
    const told = (level: Parameters) => made.call("Get-DhcpServerv4DnsSetting", level)[0];
    expect(told(inScope)).toMatchObject({
      DynamicUpdates: "OnClientRequest",
      DeleteDnsRROnLeaseExpiry: true,
      NameProtection: false,
    });
    made.call("Set-DhcpServerv4DnsSetting", {
      ...inScope,
      DynamicUpdates: "Always",
      NameProtection: true,
      DeleteDnsRROnLeaseExpiry: true,
    });
    made.call("Set-DhcpServerv4DnsSetting", {
      ...inScope,
      DynamicUpdates: "Always",
      UpdateDnsRRForOlderClients: true,
    });
    expect(told({ IPAddress: "10.0.1.5" })).toMatchObject({
      DynamicUpdates: "Always",
      UpdateDnsRRForOlderClients: true,
      DeleteDnsRROnLeaseExpiry: false,
      NameProtection: false,
    });
    expect(made.call("Get-DhcpServerv4OptionValue", { ...inScope, OptionId: 81 })).toMatchObject([
      { Value: ["19"] },
    ]);
    made.call("Set-DhcpServerv4DnsSetting", {
      ...inScope,
      PolicyName: "Phones first",
      DynamicUpdates: "OnClientRequest",
      DnsSuffix: "phones.test",
    });
    expect(told({ ...inScope, PolicyName: "Phones first" })).toMatchObject({
      DnsSuffix: "phones.test",
      DynamicUpdates: "OnClientRequest",
    });
    expect(made.export()).toContain("<DnsSuffix>phones.test</DnsSuffix>");
    made.call("Remove-DhcpServerv4OptionValue", { ...inScope, OptionId: 81 });
    expect(told({ IPAddress: "10.0.1.5" })).toMatchObject({
      DynamicUpdates: "OnClientRequest",
      DeleteDnsRROnLeaseExpiry: true,
    });
  });
});
