// Two exports, one replication: what the preview shows and refuses, and what the script beside the partner's export does to a server.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalText } from "../../provider/core/canonical.js";
import { compare } from "../../provider/core/compare.js";
import { ignoreNothing } from "../../provider/core/keep.js";
import { drivers } from "../../provider/drivers/index.js";
import { normalizeForWindows } from "../../provider/drivers/windows/normalize.js";
import { formatScript as scriptOf } from "../../provider/drivers/windows/plan/script.js";
import { planSteps } from "../../provider/drivers/windows/plan/steps.js";
import { renameLike } from "../../provider/drivers/windows/model/rename-classes.js";
import { crlf, rich } from "../drivers/windows/exports.js";
import { Engine } from "../lifecycle/engine.js";
import { folder, read, replicated } from "./replicated.js";
import { carryOut, statements } from "./script.js";
import { modelServer } from "./server.js";

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

  it("is that class: nothing is written, whatever the two servers call it", async () => {
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

  it("is no edit of the partner's where the primary changes what names it", async () => {
    const at = (name: string) => join(folder, name);
    const server = (name: string) => ({
      driver: "file",
      format: "windows",
      path: at(name),
      backupDir: at("kept"),
    });
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

  it("is found by its definitions as well, and by an option's key", async () => {
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

  it("is another class where the primary has one of that name too: both come to be as the primary has them", async () => {
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

  it("is that class where its name differs in case alone: the partner keeps its spelling", async () => {
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
              (xml, from, i) =>
                xml.replace(
                  new RegExp(`(<OptionId>81</OptionId>\\s*<Value>)${from}<`),
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

describe("what a server would refuse is refused in the preview", () => {
  const scope = "10.0.1.0/24";
  /** What the primary holds, and what is said of the first call that a server would refuse. */
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

  it("for each scope at once, and of each scope the first", async () => {
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

  it("where only the partner's own scopes stand in the way", async () => {
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

  it("by the release that the partner runs: conditions on domain names came with 2012 R2", async () => {
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

describe("a scope that moves to another superscope", () => {
  it("leaves its own first, and only where it is not in the other already", async () => {
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

  it("is said to be active meanwhile, and is inactive afterwards", async () => {
    const { preview, model } = await replicated(wider, rich);
    expect(preview.said).toContainEqual(expect.stringContaining("10.0.2.0/25 is inactive"));
    expect(model!.scopes.get("10.0.2.0")!.state).toBe("Inactive");
  });

  it("is nothing to be said of where its range stays", async () => {
    const { preview } = await replicated(rich.replace("<Name>Telephones<", "<Name>Phones<"), rich);
    expect(preview.said.filter((line) => line.includes("is inactive"))).toEqual([]);
  });
});

describe("an option without a value", () => {
  it("is left out, and that is said", async () => {
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

  it("are left alone, and nobody is advised to prune them", async () => {
    const { preview } = await replicated(part.replace("<Name>Offices<", "<Name>Rooms<"), rich);
    const [said] = preview.said.filter((line) => line.includes("10.0.2.0/25"));
    expect(said).toContain(
      "the primary, an export of selected scopes, does not have: 10.0.2.0/25. Not changed; the primary's server may have it.",
    );
    expect(preview.said.join("\n")).not.toContain("prune: true");
  });

  it("are refused where the program refuses scopes that only the partner has, with what to do", async () => {
    const { preview } = await replicated(part, rich, { prune: "refuse" });
    expect(preview.failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(
        /10\.0\.2\.0\/25\. The primary is an export of selected scopes: export it without -ScopeId, or name in exclude the scopes to retain\. \[extra-scopes-refused\]$/,
      ),
    ]);
  });
});

describe("an IPv6 part", () => {
  it("is said not to be compared where it differs, and only there", async () => {
    const primary = rich.replace("<Name>Offices<", "<Name>Rooms<");
    const other = primary.replace("</StatelessStore>", "<!-- more --></StatelessStore>");
    expect(other).not.toBe(primary);
    const { preview } = await replicated(other, rich);
    expect(preview.said.filter((line) => line.includes("IPv6"))).toHaveLength(1);
    const { preview: same } = await replicated(crlf(primary), rich);
    expect(same.said.filter((line) => line.includes("IPv6"))).toEqual([]);
  });
});

describe("a whole server", () => {
  const empty = rich
    .replace(/<Scopes>[^]*<\/Scopes>/, "<Scopes />")
    .replace(/<Class>\s*<Name>Guests[^]*?<\/Class>\s*/, "")
    .replace(/<OptionDefinition>\s*<Name>Door Code[^]*?<\/OptionDefinition>\s*/, "");

  it("is made of nothing, with the classes and definitions that its scopes need", async () => {
    const { script, model } = await replicated(rich, empty);
    expect(canonicalText(read(model!.export()).scopes)).toBe(canonicalText(read(rich).scopes));
    expect(model!.dangers).toEqual([]);
    const { changes } = model!;
    carryOut(script!, model!);
    expect(model!.changes).toBe(changes);
  });

  it("is given the server's own settings where they are asked for", async () => {
    const other = rich
      .replace("<ConflictDetectionAttempts>0<", "<ConflictDetectionAttempts>2<")
      .replace("<Value>cameras.example<", "<Value>cams.example<")
      .replace("lost laptop", "stolen laptop")
      .replace("<Deny>true<", "<Deny>false<");
    const { model, script } = await replicated(other, rich, { serverSettings: "replicate" });
    expect(canonicalText(read(model!.export()).settings)).toBe(canonicalText(read(other).settings));
    const { changes } = model!;
    carryOut(script!, model!);
    expect(model!.changes).toBe(changes);
  });

  it("is left alone where nothing differs: there is no script", async () => {
    await expect(replicated(rich, crlf(rich, true))).rejects.toThrow("ENOENT");
  });

  it("keeps a script that was not run yet, and says so", async () => {
    const [once, twice] = [
      rich.replace("<Name>Offices<", "<Name>Rooms<"),
      rich.replace("<Name>Offices<", "<Name>Halls<"),
    ];
    const path = (name: string) => join(folder, name);
    writeFileSync(path("dhcp2.xml"), rich);
    const engine = new Engine(drivers, "replication");
    const server = (name: string) => ({
      driver: "file",
      format: "windows",
      path: path(name),
      backupDir: path("kept"),
    });
    const program = { all: { primary: server("dhcp1.xml"), partner: server("dhcp2.xml") } };
    for (const primary of [once, twice]) {
      writeFileSync(path("dhcp1.xml"), primary);
      await engine.preview(program);
      expect(engine.said.join("\n")).toContain("The server itself is not changed.");
      await engine.up(program);
    }
    expect(engine.said.join("\n")).toContain(
      "replicate-dhcp2.1.ps1: if you have not run it yet, run it first.",
    );
    const model = modelServer("dhcp2");
    model.import(rich);
    for (const script of ["replicate-dhcp2.1.ps1", "replicate-dhcp2.ps1"])
      carryOut(readFileSync(path(script), "utf8"), model);
    expect(canonicalText(read(model.export()).scopes)).toBe(canonicalText(read(twice).scopes));
  });

  it("whose export is out of date stops the script: an address that somebody else has by now is not taken for done", async () => {
    const { script } = await replicated(
      rich.replace("<ClientId>02-00-00-00-01-0d<", "<ClientId>02-00-00-00-01-0e<"),
      rich,
    );
    const model = modelServer("dhcp2");
    model.import(rich.replace("<ClientId>02-00-00-00-01-0d<", "<ClientId>02-00-00-00-01-77<"));
    expect(() => carryOut(script!, model)).toThrow(/Add-DhcpServerv4Reservation/);
  });

  it("is copied from the newer Windows, or a person is told", async () => {
    writeFileSync(
      join(folder, "a.xml"),
      rich.replace(">10<", ">6<").replace(">0</MinorVersion>", ">3</MinorVersion>"),
    );
    writeFileSync(join(folder, "b.xml"), rich.replace("<Name>Offices<", "<Name>Rooms<"));
    const engine = new Engine(drivers, "replication");
    await engine.preview({
      all: {
        primary: { driver: "file", format: "windows", path: join(folder, "a.xml") },
        partner: { driver: "file", format: "windows", path: join(folder, "b.xml") },
      },
    });
    expect(engine.said.join("\n")).toContain(
      "runs Windows Server 2016 or later, which is newer than",
    );
  });
});

describe("no text can execute", () => {
  const hostile: Readonly<Record<string, string>> = {
    "a plain quote": "it's",
    "every quote PowerShell knows": "'\u2018\u2019\u201a\u201b\"\u201c\u201d\u201e",
    "a subexpression": "$(Remove-DhcpServerv4Scope -ScopeId 10.0.1.0)",
    "a backtick": "a`'; Stop-Service DHCPServer; '`",
    "a semicolon": "x'; Remove-DhcpServerv4Scope -ScopeId 10.0.1.0 #",
    "a line break": "one\ntwo'\nRemove-DhcpServerv4Scope -ScopeId 10.0.1.0\n",
    "right-to-left marks": "abc\u202edef\u2066ghi\u200b",
    "a block comment's end": "#> } Remove-DhcpServerv4Scope <#",
    "very much": "x".repeat(5_000),
    "characters of every plane": "ü€🖨\u{10ffff}",
    "a here-string": "@'\nx\n'@",
    "a variable": "$env:PATH ${x} %PATH%",
  };
  const xml = (value: string) =>
    value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  /** Where a text can stand, by what stands there in the export. */
  const places: Readonly<Record<string, readonly [from: string, to: (value: string) => string]>> = {
    "a scope's name": ["<Name>Offices<", (value) => `<Name>${value}<`],
    "a scope's description": ["<Description>first floor<", (value) => `<Description>${value}<`],
    "a superscope": ["<SuperScopeName>Campus<", (value) => `<SuperScopeName>${value}<`],
    "a reservation's name": ["<Name>scanner<", (value) => `<Name>${value}<`],
    "a reservation's description": [
      "<Description>by the door<",
      (value) => `<Description>${value}<`,
    ],
    "an option": ["<Value>4711<", (value) => `<Value>${value}<`],
    "a policy's name": ["<Name>Laptops<", (value) => `<Name>${value}<`],
    "a policy's description": ["<Description>portable<", (value) => `<Description>${value}<`],
    "a policy's suffix": ["<DnsSuffix>laptops.example.com<", (value) => `<DnsSuffix>${value}<`],
    "a NAP profile": [
      "<NapEnable>false</NapEnable>\n        <Delay>0</Delay>\n        <NapProfile />",
      (value) => `<NapEnable>true</NapEnable><Delay>0</Delay><NapProfile>${value}</NapProfile>`,
    ],
    "a class's description": ["<Description>Desk phones<", (value) => `<Description>${value}<`],
    "a definition's default": ["<DefaultValue>none<", (value) => `<DefaultValue>${value}<`],
    "a policy's domain name": ["<Fqdn>*.example.com<", (value) => `<Fqdn>${value}<`],
  };

  it.each(
    Object.keys(places).flatMap((place) =>
      Object.keys(hostile).map((kind) => [place, kind] as const),
    ),
  )("in %s: %s", async (place, kind) => {
    const [from, to] = places[place]!;
    const { preview, script, after } = await replicated(
      rich.replace(from, to(xml(hostile[kind]!))),
      rich,
    );
    if (preview.failures.length > 0)
      return expect(preview.failures[0]!.reason).toMatch(
        /holds .*, which cannot be handed to a cmdlet|is longer than a server takes/,
      );
    const calls = statements(script!);
    expect(calls.filter(({ cmdlet }) => /^(Stop-|Remove-DhcpServerv4Scope$)/.test(cmdlet))).toEqual(
      [],
    );
    // What arrives is what was there, to the letter.
    expect(canonicalText(read(after!).scopes)).toBe(
      canonicalText(read(rich.replace(from, to(xml(hostile[kind]!)))).scopes),
    );
    const handed = calls.flatMap(({ parameters }) => Object.values(parameters)).flat();
    expect(handed).toContain(hostile[kind]!);
  });

  // The module behind Export-DhcpServer writes with CheckCharacters = false.
  const controls = { "a NUL": "&#x0;", "a unit separator": "&#x1F;", "one as it stands": "\u0002" };

  it.each(Object.entries(controls))(
    "%s in both exports is read, and stands in the way of nothing",
    async (_, control) => {
      const held = rich.replace("first floor<", () => `first${control} floor<`);
      const primary = held.replace("<Name>Offices<", "<Name>Rooms<");
      const { preview, after } = await replicated(primary, held);
      expect(preview.failures).toEqual([]);
      expect(canonicalText(read(after!))).toBe(canonicalText(read(primary)));
    },
  );

  it.each(Object.entries(controls))(
    "%s that would have to be written is refused",
    async (_, control) => {
      const { preview } = await replicated(
        rich.replace(/offices.example.com<\/Value/, (found) => `${control}${found}`),
        rich,
      );
      expect(preview.failures.map(({ reason }) => reason)).toEqual([
        expect.stringContaining("which cannot be handed to a cmdlet"),
      ]);
      expect(preview.failures[0]!.reason).not.toMatch(/[\u0000-\u001f]/);
    },
  );

  it.each(Object.entries(controls))(
    "%s that only the partner has is taken off",
    async (_, control) => {
      const partner = rich.replace("first floor<", () => `first${control} floor<`);
      expect((await replicated(rich, partner)).preview.failures).toEqual([]);
    },
  );
});
