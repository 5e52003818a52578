// What scripts make of the code stands in the pages as the code is now.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { argumentsIn } from "../../provider/core/shape.js";
import { fileOptions } from "../../provider/drivers/file/index.js";
import { drivers } from "../../provider/drivers/index.js";
import { keaOptions } from "../../provider/drivers/kea/index.js";
import { keaRelationship } from "../../provider/drivers/kea/relationship/arguments.js";
import { windowsOptions } from "../../provider/drivers/windows/live/index.js";
import {
  relationshipShape,
  replicationShape,
  scopeShape,
} from "../../provider/lifecycle/arguments.js";
import { architectureText } from "../../setup/drawing.mjs";
import { buildPackageSchema, packageSchemaText } from "../../setup/package-schema.mjs";
import { referenceText } from "../../setup/reference.mjs";
import { readPage } from "../helpers/unit/docs/page.js";

describe("docs/reference.md", () => {
  const { text } = readPage("docs/reference.md");

  it("has the tables that `npm run -s reference` writes", () => {
    expect(text).toBe(referenceText());
  });

  it("names every argument that the provider takes", () => {
    const names = [
      replicationShape(),
      scopeShape(),
      relationshipShape(drivers),
      fileOptions(),
      keaOptions(),
      windowsOptions(),
    ].flatMap((shape) => Object.keys(argumentsIn(shape)));
    const missing = new Set(names.filter((name) => !text.includes(`\`${name}\``)));
    expect([...missing]).toEqual([]);
  });
});

describe("docs/architecture.md", () => {
  it("has the drawing that `npm run -s drawing` makes", () => {
    expect(readPage("docs/architecture.md").text).toBe(architectureText());
  });
});

describe("schema.json", () => {
  const { types, resources } = buildPackageSchema();
  const typeOf = (name: string) => types[`dhcp-failover:index:${name}`]!;
  const inputsOf = (name: string) => resources[`dhcp-failover:index:${name}`]!.inputProperties;
  /** Returns the names of a shape's arguments, each with its values where they are listed. */
  const listValues = (shape: z.ZodObject) =>
    Object.entries(argumentsIn(shape)).map(([name, argument]) => {
      const inner = argument instanceof z.ZodOptional ? argument.unwrap() : argument;
      return [name, ...(inner instanceof z.ZodEnum ? inner.options.map(String) : [])];
    });
  const listSchemaValues = (properties: Readonly<Record<string, { readonly $ref?: string }>>) =>
    Object.entries(properties).map(([name, { $ref }]) => {
      const values = types[$ref?.replace("#/types/", "") ?? ""]?.enum ?? [];
      return [name, ...values.map(({ value }) => value)];
    });

  it("is what `npm run schema` writes", () => {
    expect(readPage("schema.json").text).toBe(packageSchemaText());
  });

  it.each([
    ["FailoverReplication", replicationShape()],
    ["FailoverScope", scopeShape()],
    ["FailoverRelationship", relationshipShape(drivers)],
  ] as const)("has the arguments of a %s, with their values", (name, shape) => {
    expect(listSchemaValues(inputsOf(name)).sort()).toEqual(listValues(shape).sort());
  });

  it("has the arguments of each kind of server in one type, with their values", () => {
    const all = [fileOptions(), keaOptions(), windowsOptions()].flatMap(listValues);
    const unique = new Map([["driver", ["driver", ...Object.keys(drivers)]]]);
    for (const one of all) unique.set(one[0]!, one);
    const { properties } = typeOf("Server");
    expect(listSchemaValues(properties!).sort()).toEqual([...unique.values()].sort());
  });

  it.each([
    ["FileDefaults", fileOptions, ["path"]],
    ["KeaDefaults", keaOptions, ["url"]],
    ["WindowsDefaults", windowsOptions, ["computerName"]],
  ] as const)(
    "has in %s all but the address and what differs between servers",
    (name, options, own) => {
      const others: readonly string[] = [...own, "interfaces", "backupDir"];
      const shared = listValues(options()).filter(([one]) => !others.includes(one!));
      expect(listSchemaValues(typeOf(name).properties!).sort()).toEqual(shared.sort());
    },
  );

  it("has the arguments of a Kea relationship", () => {
    const names = Object.keys(typeOf("KeaRelationship").properties!);
    expect(names.sort()).toEqual(Object.keys(keaRelationship().shape).sort());
  });
});
