// What Kea would refuse of the configuration as a whole, though each part is legal where it comes from.
import { expect, it } from "vitest";
import { messages } from "../../../../provider/core/messages.js";
import type { Configuration, Json } from "../../../../provider/core/model.js";
import { fit, read } from "../../../../provider/drivers/kea/model/index.js";

const scope = "10.9.0.0/24";

/** What keeps a partner with these settings from taking the one scope of a primary with those. */
function refusals(primary: object, subnet: object, partner: object): readonly string[] {
  const from = read({ ...primary, subnet4: [{ id: 1, subnet: scope, ...subnet }] } as Json).configuration;
  const root = { Dhcp4: { ...partner, subnet4: [{ id: 1, subnet: scope }] } as Json };
  const current = read(root.Dhcp4).configuration;
  return fit(root, { ...current, scopes: from.scopes }, current).misfits;
}

it("refuses a scope whose t1-percent is not below the t2-percent that the partner hands down", () => {
  const own = { "calculate-tee-times": true, "t2-percent": 0.95 };
  expect(refusals(own, { "t1-percent": 0.85 }, { "calculate-tee-times": true, "t2-percent": 0.8 })).toEqual([messages.keaTeesCrossed(scope, 0.85, 0.8)]);
  expect(refusals(own, { "t1-percent": 0.85 }, own)).toEqual([]);
});

it("refuses two reservations of one address on a partner that takes an address once", () => {
  const reservations = [1, 2].map((n) => ({ "hw-address": `02:00:00:00:09:0${n}`, "ip-address": "10.9.0.7" }));
  const several = { "ip-reservations-unique": false };
  expect(refusals(several, { reservations }, {})).toEqual([messages.keaReservationsShared(scope, ["10.9.0.7"])]);
  expect(refusals(several, { reservations }, several)).toEqual([]);
});

/** What a partner would hold, and what it could not, were it given these parts of a primary. */
function given(primary: object, partner: object, take: (from: Configuration, to: Configuration) => Configuration) {
  const root = { Dhcp4: partner as Json };
  const current = read(root.Dhcp4).configuration;
  return fit(root, take(read(primary as Json).configuration, current), current);
}

const definition = (name: string, type = "string") => ({ name, code: 230, type });
it("refuses a new name of a definition that a class of the partner still tests by the former one", () => {
  const server = (name: string, more = {}) => ({
    "option-def": [definition(name)],
    subnet4: [{ id: 1, subnet: scope, "option-data": [{ name, data: "blue" }] }],
    ...more,
  });
  const classes = { "client-classes": [{ name: "painted", test: "option[colour].text == 'option[shade]'" }] };
  const take = (from: Configuration, to: Configuration): Configuration => ({
    ...to,
    shared: { ...to.shared, ...Object.fromEntries(Object.entries(from.shared).filter(([key]) => key.startsWith("optionDefinitions."))) },
  });
  expect(given(server("shade"), server("colour", classes), take).misfits).toEqual([messages.keaTestUndefined("classes.painted.test", "colour")]);
  expect(given(server("shade"), server("colour"), take).misfits).toEqual([]);
});

it("refuses another type of a definition under a value that stays and does not fit it", () => {
  const other = "10.9.1.0/24";
  const server = (type: string, data: string) => ({
    "option-def": [definition("level", type)],
    subnet4: [{ id: 1, subnet: scope }, { id: 2, subnet: other, "option-data": [{ name: "level", data }] }],
  });
  const take = (from: Configuration, to: Configuration): Configuration => ({ ...from, scopes: to.scopes });
  expect(given(server("uint16", "5"), server("string", "high"), take).misfits).toEqual([
    messages.keaTypeChanged(`${other} options.dhcp4:230`, "dhcp4:230"),
  ]);
  expect(given(server("uint16", "5"), server("string", "70"), take).misfits).toEqual([]);
});
