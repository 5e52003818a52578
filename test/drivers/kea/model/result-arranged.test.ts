// What is arranged so that Kea takes the configuration as a whole.
import { describe, expect, it } from "vitest";
import { messages } from "../../../../provider/drivers/kea/messages.js";
import type { Configuration, Json } from "../../../../provider/core/model.js";
import { planEdits, parseConfiguration } from "../../../../provider/drivers/kea/model/index.js";
import {
  definition,
  given,
  oneScope,
  scope,
} from "../../../helpers/unit/drivers/kea/model/taken-parts.js";

describe("classes", () => {
  const inScope = (name: string) => ({ subnet4: [{ id: 1, subnet: scope, "client-class": name }] });
  const asks = (name: string, other: string) => ({ name, test: `member('${other}')` });
  const thin = (name: string) => ({ name, test: `option[60].hex == '${name}'` });

  it("are reordered so that one that stays comes after one that it refers to", () => {
    const primary = {
      "client-classes": [thin("first"), asks("second", "first")],
      ...inScope("second"),
    };
    const partner = {
      "client-classes": [thin("second"), asks("own", "second"), thin("first")],
      ...inScope("second"),
    };
    // In other objects than those that are read, as a plan is carried out on a file that was read again.
    const configuration = given(primary, partner, (from, to) =>
      structuredClone({ ...oneScope(from, to), order: { classes: ["first", "own", "second"] } }),
    );
    expect(configuration.unsupported).toEqual([]);
    expect(configuration.configuration.order.classes).toEqual(["first", "second", "own"]);
  });

  it("are refused where one would refer to one that is removed", () => {
    const partner = {
      "client-classes": [thin("first"), asks("second", "first")],
      ...inScope("second"),
    };
    const without = (_: Configuration, to: Configuration): Configuration => ({
      ...to,
      order: { classes: ["second"] },
      shared: { "classes.second": to.shared["classes.second"]! },
    });
    expect(given({ subnet4: [] }, partner, without).unsupported).toEqual([
      messages.keaClassAskedTooEarly("second", "first", false),
    ]);
  });
});

it("a class that only has a lease duration loses its bounds", () => {
  const server = (more: object) => ({ "client-classes": [{ name: "thin", ...more }], subnet4: [] });
  const root = { Dhcp4: server({ "min-valid-lifetime": 1200 }) as Json };
  const [from, current] = [
    parseConfiguration(server({}) as Json).configuration,
    parseConfiguration(root.Dhcp4).configuration,
  ];
  expect(planEdits(root, from, current)).toMatchObject({
    unsupported: [],
    root: { Dhcp4: server({}) },
  });
});

it("a scope with an option set by name moves before the definition is removed", () => {
  const own = { "option-data": [{ name: "shade", data: "blue" }] };
  const root = {
    Dhcp4: {
      "option-def": [definition("shade")],
      "shared-networks": [{ name: "floor", subnet4: [{ id: 1, subnet: scope, ...own }] }],
    } as Json,
  };
  const [from, current] = [
    parseConfiguration({ subnet4: [{ id: 1, subnet: scope }] } as Json).configuration,
    parseConfiguration(root.Dhcp4).configuration,
  ];
  expect(planEdits(root, from, current)).toMatchObject({
    unsupported: [],
    root: { Dhcp4: { subnet4: [{ id: 1, subnet: scope }] } },
  });
  expect(JSON.stringify(planEdits(root, from, current).root)).not.toContain("shade");
});

it("an empty value for an option that nobody defines is not written as bytes", () => {
  const root = { Dhcp4: { subnet4: [{ id: 1, subnet: scope }] } as Json };
  const from = parseConfiguration({
    subnet4: [{ id: 1, subnet: scope, "option-data": [{ code: 230, "csv-format": false }] }],
  } as Json).configuration;
  const { root: after } = planEdits(root, from, parseConfiguration(root.Dhcp4).configuration);
  expect(after.Dhcp4).toEqual({
    subnet4: [{ id: 1, subnet: scope, "option-data": [{ code: 230, "csv-format": false }] }],
  });
});

describe("options that a class gives by name", () => {
  const own = {
    name: "thin",
    "option-def": [definition("shade")],
    "option-data": [{ name: "shade", data: "blue" }],
  };
  const written = (primary: object, partner: object) => {
    const root = { Dhcp4: partner as Json };
    return planEdits(
      root,
      parseConfiguration(primary as Json).configuration,
      parseConfiguration(root.Dhcp4).configuration,
    ).root.Dhcp4;
  };

  it("keep the name that the class defines where the definition of the same name for all takes another", () => {
    const server = (name: string) => ({
      "option-def": [{ ...definition(name), code: 231 }],
      "client-classes": [own],
    });
    expect(written(server("colour"), server("shade"))).toEqual(server("colour"));
  });

  it("take the name that the class comes to define", () => {
    const all = { "option-def": [definition("colour")] };
    const partner = {
      ...all,
      "client-classes": [{ name: "thin", "option-data": [{ name: "colour", data: "blue" }] }],
    };
    expect(written({ ...all, "client-classes": [own] }, partner)).toEqual({
      ...all,
      "client-classes": [own],
    });
  });
});

it("a scope that moves into a shared network gets no value that the network leaves to the server", () => {
  const scoped = { id: 1, subnet: scope };
  const root = {
    Dhcp4: { authoritative: true, subnet4: [{ ...scoped, authoritative: true }] } as Json,
  };
  const primary = {
    authoritative: true,
    "shared-networks": [{ name: "floor", subnet4: [scoped] }],
  };
  const { root: after } = planEdits(
    root,
    parseConfiguration(primary as Json).configuration,
    parseConfiguration(root.Dhcp4).configuration,
  );
  expect(after.Dhcp4).toEqual({ ...primary, subnet4: [] });
});

it("the names of two definitions are exchanged together with the options that are set by them", () => {
  const server = (first: string, second: string) => ({
    "option-def": [definition(first), { ...definition(second), code: 231 }],
    "option-data": [
      { name: first, data: "blue" },
      { name: second, data: "red" },
    ],
  });
  const root = { Dhcp4: server("shade", "colour") as Json };
  const from = parseConfiguration(server("colour", "shade") as Json).configuration;
  expect(planEdits(root, from, parseConfiguration(root.Dhcp4).configuration).root.Dhcp4).toEqual(
    server("colour", "shade"),
  );
});

it("an option that stays as bytes while its definition is removed is set by its code", () => {
  const bytes = { data: "0a0b", "csv-format": false };
  const root = {
    Dhcp4: {
      "option-def": [definition("shade")],
      "option-data": [{ name: "shade", ...bytes }],
    } as Json,
  };
  const from = parseConfiguration({
    "option-data": [{ code: 230, ...bytes }],
  } as Json).configuration;
  expect(planEdits(root, from, parseConfiguration(root.Dhcp4).configuration).root.Dhcp4).toEqual({
    "option-data": [{ code: 230, ...bytes }],
  });
});
