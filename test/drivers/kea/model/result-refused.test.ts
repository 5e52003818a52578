// What Kea would refuse of the configuration as a whole, though each part is legal where it comes from.
import { describe, expect, it } from "vitest";
import { mapOf } from "../../../../provider/core/canonical.js";
import { messages } from "../../../../provider/drivers/kea/messages.js";
import type { Configuration, Json } from "../../../../provider/core/model.js";
import { normalizeFor, parseConfiguration } from "../../../../provider/drivers/kea/model/index.js";
import {
  definition,
  given,
  oneScope,
  scope,
} from "../../../helpers/unit/drivers/kea/model/taken-parts.js";

/**
 * Returns the reasons why a partner with these settings cannot take the one scope of a primary with
 * those.
 */
function refusals(primary: object, subnet: object, partner: object): readonly string[] {
  const from = parseConfiguration({
    ...primary,
    subnet4: [{ id: 1, subnet: scope, ...subnet }],
  } as Json).configuration;
  const root = { Dhcp4: { ...partner, subnet4: [{ id: 1, subnet: scope }] } as Json };
  const current = parseConfiguration(root.Dhcp4).configuration;
  return normalizeFor(root, { ...current, scopes: from.scopes }, current).unsupported;
}

/** A server with two scopes, of which the first is replicated and the second is the partner's own. */
const twoScopes = (first: object, second: object, more: object = {}) => ({
  ...more,
  subnet4: [
    { id: 1, subnet: scope, ...first },
    { id: 2, subnet: "10.9.1.0/24", ...second },
  ],
});

it("a scope whose t1-percent is not below the t2-percent that it would inherit on the partner is refused", () => {
  const own = { "calculate-tee-times": true, "t2-percent": 0.95 };
  expect(
    refusals(own, { "t1-percent": 0.85 }, { "calculate-tee-times": true, "t2-percent": 0.8 }),
  ).toEqual([messages.keaTeesCrossed(scope, 0.85, 0.8)]);
  expect(refusals(own, { "t1-percent": 0.85 }, own)).toEqual([]);
});

it("two reservations of one address are refused on a partner that takes an address once", () => {
  const reservations = [1, 2].map((n) => ({
    "hw-address": `02:00:00:00:09:0${n}`,
    "ip-address": "10.9.0.7",
  }));
  const several = { "ip-reservations-unique": false };
  expect(refusals(several, { reservations }, {})).toEqual([
    messages.keaReservationsShared(scope, ["10.9.0.7"]),
  ]);
  expect(refusals(several, { reservations }, several)).toEqual([]);
});

it("a new name of a definition is refused where a class of the partner still tests the previous one", () => {
  const server = (name: string, more = {}) => ({
    "option-def": [definition(name)],
    subnet4: [{ id: 1, subnet: scope, "option-data": [{ name, data: "blue" }] }],
    ...more,
  });
  const classes = {
    "client-classes": [{ name: "painted", test: "option[colour].text == 'option[shade]'" }],
  };
  const take = (from: Configuration, to: Configuration): Configuration => ({
    ...to,
    shared: {
      ...to.shared,
      ...Object.fromEntries(
        Object.entries(from.shared).filter(([key]) => key.startsWith("optionDefinitions.")),
      ),
    },
  });
  expect(given(server("shade"), server("colour", classes), take).unsupported).toEqual([
    messages.keaTestUndefined("classes.painted.test", "colour"),
  ]);
  expect(given(server("shade"), server("colour"), take).unsupported).toEqual([]);
});

it("another type of a definition is refused where a value that stays does not fit it", () => {
  const other = "10.9.1.0/24";
  const server = (type: string, data: string) => ({
    "option-def": [definition("level", type)],
    subnet4: [
      { id: 1, subnet: scope },
      { id: 2, subnet: other, "option-data": [{ name: "level", data }] },
    ],
  });
  const take = (from: Configuration, to: Configuration): Configuration => ({
    ...from,
    scopes: to.scopes,
  });
  expect(given(server("uint16", "5"), server("string", "high"), take).unsupported).toEqual([
    messages.keaTypeChanged(`${other} options.dhcp4:230`, "dhcp4:230"),
  ]);
  expect(given(server("uint16", "5"), server("string", "70"), take).unsupported).toEqual([]);
  // Kea reads "12" as bytes for a binary option, and as text for any other: 2.2.0 takes none of it for an empty one.
  expect(given(server("empty", ""), server("binary", "12"), take).unsupported).toEqual([
    messages.keaTypeChanged(`${other} options.dhcp4:230`, "dhcp4:230"),
  ]);
});

describe("option definitions", () => {
  const defined = (made: object, data: string, more = {}) => ({
    "option-def": [made],
    ...twoScopes({ "option-data": [{ code: 230, data }] }, {}, more),
  });

  it("are refused with a new name where a negated test has the previous one", () => {
    const classes = { "client-classes": [{ name: "plain", test: "not option[colour].exists" }] };
    expect(
      given(
        defined(definition("shade"), "x"),
        defined(definition("colour"), "x", classes),
        oneScope,
      ).unsupported,
    ).toEqual([messages.keaTestUndefined("classes.plain.test", "colour")]);
  });

  it("are refused where a test uses a name that only its class defines, which Kea's tests do not know", () => {
    const own = {
      "client-classes": [
        { name: "plain", "option-def": [definition("colour")], test: "option[colour].exists" },
      ],
    };
    const partner = { ...defined(definition("colour"), "x", own) };
    expect(given(defined(definition("shade"), "x"), partner, oneScope).unsupported).toEqual([
      messages.keaTestUndefined("classes.plain.test", "colour"),
    ]);
  });

  it("are refused with one name for two options of a space", () => {
    const partner = { "option-def": [{ ...definition("shade"), code: 231 }], ...twoScopes({}, {}) };
    expect(given(defined(definition("shade"), "x"), partner, oneScope).unsupported).toEqual([
      messages.keaDefinitionNameTwice("shade", ["dhcp4:230", "dhcp4:231"], undefined),
    ]);
  });

  it("are refused with the type of one server and the fields of the other", () => {
    const record = { ...definition("pair", "record"), "record-types": "uint8, uint8" };
    const key = "optionDefinitions.dhcp4:230";
    const typeAlone = (from: Configuration, to: Configuration): Configuration => {
      const properties = {
        ...to.shared[key]!.properties,
        type: from.shared[key]!.properties.type!,
      };
      return { ...to, shared: { [key]: { ...to.shared[key]!, properties } } };
    };
    const unsupported = given(
      { "option-def": [definition("pair", "uint8")] },
      { "option-def": [record] },
      typeAlone,
    ).unsupported;
    expect(unsupported).toEqual([messages.keaDefinitionMixed(key)]);
  });

  it("of the partner are kept from a value of the primary that they do not take", () => {
    const value = (from: Configuration, to: Configuration): Configuration => ({
      ...to,
      scopes: from.scopes,
    });
    const server = (type: string, data: string) => ({
      "option-def": [definition("level", type)],
      subnet4: [{ id: 1, subnet: scope, "option-data": [{ name: "level", data }] }],
    });
    expect(given(server("string", "high"), server("uint16", "5"), value).unsupported).toEqual([
      messages.keaTypeUnfit(`${scope} options.dhcp4:230`, "dhcp4:230", "uint16"),
    ]);
    expect(given(server("string", "17"), server("uint16", "5"), value).unsupported).toEqual([]);
  });
});

describe("values across levels", () => {
  const renewal = { "renew-timer": 1500 };
  it("are refused with a renewal time above the rebinding time of the partner, where its Kea may be older than 2.6", () => {
    const server = (rebinding: number, subnet = {}) => ({
      "rebind-timer": rebinding,
      subnet4: [{ id: 1, subnet: scope, ...subnet }],
    });
    const refused = (release?: "2.2" | "2.6") => {
      const root = { Dhcp4: server(800) as Json };
      const current = parseConfiguration(root.Dhcp4, release).configuration;
      const from = parseConfiguration(server(2000, renewal) as Json).configuration;
      return normalizeFor(
        root,
        { ...current, scopes: from.scopes },
        current,
        release && { release },
      ).unsupported;
    };
    expect(refused("2.2")).toEqual([
      messages.keaTimersCrossed(`${scope} renewalTime`, 1500, 800, true),
    ]);
    expect(refused()).toEqual([
      messages.keaTimersCrossed(`${scope} renewalTime`, 1500, 800, false),
    ]);
    expect(refused("2.6")).toEqual([]);
  });

  it("are refused where a scope and the shared network that it moves into differ in authoritative", () => {
    const own = { id: 1, subnet: scope };
    const moved = (from: Configuration, to: Configuration): Configuration => {
      const properties = { ...to.scopes[scope]!.properties, sharedNetwork: "floor" };
      return {
        ...to,
        shared: from.shared,
        scopes: { [scope]: { ...to.scopes[scope]!, properties } },
      };
    };
    const primary = { "shared-networks": [{ name: "floor", subnet4: [own] }] };
    expect(
      given(primary, { subnet4: [{ ...own, authoritative: true }] }, moved).unsupported,
    ).toEqual([messages.keaAuthorityDiffers(`${scope} authoritative`, "floor")]);
    expect(given(primary, { subnet4: [own] }, moved).unsupported).toEqual([]);
  });

  it("are refused with global reservations of one address on a partner that takes an address once", () => {
    const reservations = [1, 2].map((n) => ({
      "hw-address": `02:00:00:00:09:0${n}`,
      "ip-address": "10.9.0.7",
    }));
    const reserved = (from: Configuration, to: Configuration): Configuration => ({
      ...to,
      settings: {
        ...to.settings,
        properties: {
          ...to.settings.properties,
          reservations: from.settings.properties.reservations!,
        },
      },
    });
    expect(
      given({ "ip-reservations-unique": false, reservations }, {}, reserved).unsupported,
    ).toEqual([messages.keaReservationsShared("server reservations", ["10.9.0.7"])]);
  });

  it("are refused where the partner would take an address once and a scope that stays has it twice", () => {
    const reservations = [1, 2].map((n) => ({
      "hw-address": `02:00:00:00:09:0${n}`,
      "ip-address": "10.9.0.7",
    }));
    const settings = (from: Configuration, to: Configuration): Configuration => ({
      ...to,
      settings: from.settings,
    });
    const partner = {
      "ip-reservations-unique": false,
      subnet4: [{ id: 1, subnet: scope, reservations }],
    };
    expect(given({}, partner, settings).unsupported).toEqual([
      messages.keaReservationsShared(scope, ["10.9.0.7"]),
    ]);
  });
});

describe("members that one server keeps beside those of the other", () => {
  const both =
    (list: "ranges" | "reservations") =>
    (from: Configuration, to: Configuration): Configuration => {
      const [here, there] = [to.scopes[scope]!, from.scopes[scope]!];
      const members = { ...mapOf(here.properties[list]), ...mapOf(there.properties[list]) };
      return {
        ...to,
        scopes: { [scope]: { ...here, properties: { ...here.properties, [list]: members } } },
      };
    };
  const server = (more: object) => ({ subnet4: [{ id: 1, subnet: scope, ...more }] });

  it("are refused where ranges have addresses in common", () => {
    const range = (last: number) => server({ pools: [{ pool: `10.9.0.10 - 10.9.0.${last}` }] });
    expect(given(range(50), range(60), both("ranges")).unsupported).toEqual([
      messages.keaRangesOverlap(`${scope} ranges`, "10.9.0.10-10.9.0.60", "10.9.0.10-10.9.0.50"),
    ]);
  });

  it("are refused where two reservations are for one client", () => {
    const reserved = (address: string) =>
      server({ reservations: [{ "hw-address": "02:00:00:00:09:01", "ip-address": address }] });
    expect(
      given(reserved("10.9.0.8"), reserved("10.9.0.7"), both("reservations")).unsupported,
    ).toEqual([
      messages.keaClientTwice(`${scope} reservations`, "hw:02-00-00-00-09-01", [
        "10.9.0.7",
        "10.9.0.8",
      ]),
    ]);
  });
});
