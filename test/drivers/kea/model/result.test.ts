// What Kea would refuse of the configuration as a whole, though each part is legal where it comes from.
import { expect, it } from "vitest";
import { messages } from "../../../../provider/core/messages.js";
import type { Json } from "../../../../provider/core/model.js";
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
