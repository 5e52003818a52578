// A whole server replicated from one export to another.
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { canonicalText } from "../../../provider/core/canonical.js";
import { drivers } from "../../../provider/drivers/index.js";
import { crlf, rich } from "../../helpers/unit/drivers/windows/exports.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { at, read, replicated, server } from "../../helpers/windows/replicated.js";
import { carryOut } from "../../helpers/windows/script.js";
import { modelServer } from "../../helpers/windows/server.js";

describe("a whole server", () => {
  const empty = rich
    .replace(/<Scopes>[^]*<\/Scopes>/, "<Scopes />")
    .replace(/<Class>\s*<Name>Guests[^]*?<\/Class>\s*/, "")
    .replace(/<OptionDefinition>\s*<Name>Door Code[^]*?<\/OptionDefinition>\s*/, "");

  it("is copied to an empty one, with the classes and definitions that its scopes need", async () => {
    const { script, model } = await replicated(rich, empty);
    expect(canonicalText(read(model!.export()).scopes)).toBe(canonicalText(read(rich).scopes));
    expect(model!.dangers).toEqual([]);
    const { changes } = model!;
    carryOut(script!, model!);
    expect(model!.changes).toBe(changes);
  });

  it("gets the server settings where the program asks for them", async () => {
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

  it("is left alone and gets no script where nothing differs", async () => {
    await expect(replicated(rich, crlf(rich, true))).rejects.toThrow("ENOENT");
  });

  it("keeps a script that was not run yet, and a warning says so", async () => {
    const [once, twice] = [
      rich.replace("<Name>Offices<", "<Name>Rooms<"),
      rich.replace("<Name>Offices<", "<Name>Halls<"),
    ];
    writeFileSync(at("dhcp2.xml"), rich);
    const engine = new Engine(drivers, "replication");
    const program = { all: { primary: server("dhcp1.xml"), partner: server("dhcp2.xml") } };
    for (const primary of [once, twice]) {
      writeFileSync(at("dhcp1.xml"), primary);
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
      carryOut(readFileSync(at(script), "utf8"), model);
    expect(canonicalText(read(model.export()).scopes)).toBe(canonicalText(read(twice).scopes));
  });

  it("stops a script made from an outdated export where another client has the address by now", async () => {
    const { script } = await replicated(
      rich.replace("<ClientId>02-00-00-00-01-0d<", "<ClientId>02-00-00-00-01-0e<"),
      rich,
    );
    const model = modelServer("dhcp2");
    model.import(rich.replace("<ClientId>02-00-00-00-01-0d<", "<ClientId>02-00-00-00-01-77<"));
    expect(() => carryOut(script!, model)).toThrow(/Add-DhcpServerv4Reservation/);
  });

  it("is copied from the older Windows to the newer one silently, and the other way with a warning", async () => {
    writeFileSync(
      at("a.xml"),
      rich.replace(">10<", ">6<").replace(">0</MinorVersion>", ">3</MinorVersion>"),
    );
    writeFileSync(at("b.xml"), rich.replace("<Name>Offices<", "<Name>Rooms<"));
    const engine = new Engine(drivers, "replication");
    await engine.preview({
      all: {
        primary: { driver: "file", format: "windows", path: at("a.xml") },
        partner: { driver: "file", format: "windows", path: at("b.xml") },
      },
    });
    expect(engine.said.join("\n")).toContain(
      "runs Windows Server 2016 or later, which is newer than",
    );
  });
});
