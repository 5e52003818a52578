// Classes and policies that two exports call by different names: what the preview shows, and what the script does.
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { canonicalText } from "../../../provider/core/canonical.js";
import { compare } from "../../../provider/core/compare.js";
import { ignoreNothing } from "../../../provider/core/keep.js";
import { drivers } from "../../../provider/drivers/index.js";
import { renameLike } from "../../../provider/drivers/windows/model/rename-classes.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { at, read, replicated, server } from "../../helpers/windows/replicated.js";
import { statements } from "../../helpers/windows/script.js";

describe("built-in classes", () => {
  const german = rich
    .replaceAll(
      /<(Name|VendorClass)>Microsoft Windows 2000 Options</g,
      "<$1>Optionen von Microsoft<",
    )
    .replace("Microsoft vendor-specific options applicable to all Windows Clients", "für alle");

  it("are one class by their data, whatever the language of the system", async () => {
    expect(german).not.toBe(rich);
    expect(canonicalText(read(german).scopes)).toBe(canonicalText(read(rich).scopes));
    expect(
      compare(read(german), read(rich), {
        scopes: Object.keys(read(rich).scopes),
        settings: true,
        isIgnored: ignoreNothing,
      }),
    ).toEqual([]);
  });

  it("are never modified, and values for them are written in the server's own name", async () => {
    const primary = rich
      .replace("<Description>portable<", "<Description>carried<")
      .replace("<Condition>AND<", "<Condition>OR<")
      .replace("02-00-00*<", "02-00-01*<")
      .replace("<Name>Laptops<", "<Name>Notebooks<");
    const { preview, script, model, after } = await replicated(primary, german);
    expect(preview.failures).toEqual([]);
    const calls = statements(script!);
    expect(calls.filter(({ cmdlet }) => /Class$/.test(cmdlet))).toEqual([]);
    expect(
      calls.find(({ cmdlet }) => cmdlet === "Add-DhcpServerv4Policy")!.parameters,
    ).toMatchObject({ VendorClass: ["EQ", "Optionen von Microsoft"] });
    expect(after).toContain("<VendorClass>Optionen von Microsoft<");
    expect(canonicalText(read(after!).scopes)).toBe(canonicalText(read(primary).scopes));
    expect(canonicalText(read(model!.export()).scopes)).toBe(canonicalText(read(primary).scopes));
  });
});

describe("a class whose data the partner has under another name", () => {
  /** The partner calls the class of the guests otherwise, and says something else of it. */
  const visitors = rich
    .replaceAll(/<(Name|UserClass)>Guests</g, "<$1>Visitors<")
    .replace(
      "<Name>Visitors</Name>\n            <ProcessingOrder>",
      "<Name>Guests</Name>\n            <ProcessingOrder>",
    )
    .replace(/(<Name>Visitors<[^]*?)<Description \/>/, "$1<Description>from outside</Description>");

  it("is the same class: nothing is written, whatever the two servers call it", async () => {
    expect(visitors).toContain("<UserClass>Visitors<");
    await expect(replicated(rich, visitors)).rejects.toThrow("ENOENT"); // there is no script
  });

  it("keeps the partner's name and description, and values and conditions are written in its name", async () => {
    const primary = rich
      .replace("<UserClass>NE<", "<UserClass>EQ<")
      .replace("<Value>guests.example<", "<Value>callers.example<");
    const { preview, script, model, after } = await replicated(primary, visitors);
    expect(preview.failures).toEqual([]);
    expect(preview.added).toContain(
      "10.0.1.0/24 policies.Laptops.userClass: NE, Visitors => EQ, Visitors",
    );
    const calls = statements(script!);
    expect(calls.filter(({ cmdlet }) => /Class$/.test(cmdlet))).toEqual([]);
    expect(calls.find(({ parameters }) => parameters.UserClass)!.parameters.UserClass).toEqual([
      "EQ",
      "Visitors",
    ]);
    expect(after).not.toContain("<UserClass>Guests<");
    expect(
      compare(read(after!), renameLike(read(after!), read(primary)), {
        scopes: Object.keys(read(primary).scopes),
        settings: true,
        isIgnored: ignoreNothing,
      }),
    ).toEqual([]);
    expect(canonicalText(read(model!.export()).scopes)).toBe(canonicalText(read(after!).scopes));
  });

  it("does not count as drift where the primary changes a condition on it", async () => {
    const engine = new Engine(drivers, "replication");
    const program = {
      all: { primary: server("dhcp1.xml"), partner: server("dhcp2.xml"), onDrift: "refuse" },
    };
    writeFileSync(at("dhcp1.xml"), rich);
    writeFileSync(at("dhcp2.xml"), visitors);
    await engine.up(program);
    writeFileSync(at("dhcp1.xml"), rich.replace("<UserClass>NE<", "<UserClass>EQ<"));
    await engine.up(program);
    expect(readFileSync(at("dhcp2.xml"), "utf8")).toMatch(
      /<UserClass>EQ<\/UserClass>\s*<UserClass>Visitors</,
    );
  });

  it("is recognised in option definitions and in the keys of options too", async () => {
    const handsets = rich.replaceAll(
      /<(Name|VendorClass)>Phones<(?!\/Name>\n {12}<ProcessingOrder)/g,
      "<$1>Handsets<",
    );
    const primary = rich.replace(
      "<Value>0x01</Value>\n            <VendorClass>Phones",
      "<Value>0x02</Value>\n            <VendorClass>Phones",
    );
    const { preview, script } = await replicated(primary, handsets);
    expect(preview.added).toEqual(["10.0.1.0/24 options.Handsets:2.value: 1 => 2"]);
    expect(
      statements(script!).map(({ cmdlet, parameters }) => [cmdlet, parameters.VendorClass]),
    ).toEqual([["Set-DhcpServerv4OptionValue", "Handsets"]]);
  });

  it("is another class where the primary has one of that name too: both become as on the primary", async () => {
    const primary = rich
      .replace(
        / *<Class>\s*<Name>Guests<[^]*?<\/Class>\n/,
        (found) => found + found.replace("Guests", "Visitors").replace("677565737473", "7669"),
      )
      .replace(
        "<UserClass>NE</UserClass>",
        "<UserClass>EQ</UserClass><UserClass>Visitors</UserClass><UserClass>NE</UserClass>",
      );
    const { preview, script, model } = await replicated(primary, visitors);
    expect(preview.failures).toEqual([]);
    expect(
      statements(script!)
        .filter(({ cmdlet }) => /Class$/.test(cmdlet))
        .map(({ cmdlet, parameters }) => [cmdlet, parameters.Name]),
    ).toEqual([
      ["Set-DhcpServerv4Class", "Visitors"],
      ["Add-DhcpServerv4Class", "Guests"],
    ]);
    expect(canonicalText(read(model!.export()).scopes)).toBe(canonicalText(read(primary).scopes));
  });

  it("is the same class where the names differ in case alone: the partner keeps its spelling", async () => {
    const primary = rich.replaceAll(/<(Name|UserClass)>Guests</g, "<$1>GUESTS<");
    await expect(replicated(primary, rich)).rejects.toThrow("ENOENT");
    const { script } = await replicated(primary.replace("677565737473", "6775657374"), rich);
    expect(statements(script!).map(({ cmdlet, parameters }) => [cmdlet, parameters.Name])).toEqual([
      ["Set-DhcpServerv4Class", "Guests"],
    ]);
  });
});

describe("a policy whose name differs in case alone", () => {
  it("is one policy, and keeps the partner's spelling", async () => {
    const primary = rich
      .replace("<Name>Laptops<", "<Name>LAPTOPS<")
      .replace("<Description>portable<", "<Description>carried<");
    const { preview, script } = await replicated(primary, rich);
    expect(preview.added).toEqual([
      "10.0.1.0/24 policies.Laptops.description: portable => carried",
    ]);
    expect(statements(script!).map(({ cmdlet, parameters }) => [cmdlet, parameters.Name])).toEqual([
      ["Set-DhcpServerv4Policy", "Laptops"],
    ]);
  });
});
