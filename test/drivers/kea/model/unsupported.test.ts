// What a release of Kea cannot hold is said and not written.
import { describe, expect, it } from "vitest";
import type { Tree } from "../../../../provider/core/model.js";
import {
  id,
  misfitsOf,
  one,
  scope,
  subnetAfter,
} from "../../../helpers/unit/drivers/kea/model/story.js";

describe("what a release cannot hold is reported", () => {
  it.each([
    ["several classes for one subnet", { "client-classes": ["a", "b"] }, "2.6", "client-classes"],
    ["a way to choose addresses", { allocator: "random" }, "2.2", "allocator"],
    [
      "a way to meet DNS conflicts",
      { "ddns-conflict-resolution-mode": "check-exists-with-dhcid" },
      "2.2",
      "ddns-conflict-resolution-mode",
    ],
    [
      "an option for some classes",
      { options: { "dhcp4:3@a": { value: "10.0.0.1" } } },
      "2.6",
      "options.dhcp4:3@a",
    ],
    [
      "an option that is never sent",
      { options: { "dhcp4:3": { "never-send": true } } },
      "2.2",
      "options.dhcp4:3",
    ],
    [
      "several classes for one range",
      { ranges: { "10.0.1.1-10.0.1.1": { "client-classes": ["a", "b"] } } },
      "2.6",
      "ranges.10.0.1.1-10.0.1.1.client-classes",
    ],
  ] as const)("%s", (_, properties, release, name) => {
    expect(misfitsOf(one({}), scope(properties as Tree), { release })).toEqual([
      `10.0.1.0/24 ${name} needs a newer Kea than the partner, which is assumed to be ${release}. Upgrade the partner, or remove the value from the primary.`,
    ]);
    expect(subnetAfter(one({}), { "match-client-id": false }, { release })).toEqual({
      id: 1,
      subnet: id,
      "match-client-id": false,
    });
  });

  it("but not for a file of an unknown release", () => {
    expect(subnetAfter(one({}), { "client-classes": ["a", "b"], allocator: "random" })).toEqual({
      id: 1,
      subnet: id,
      "client-classes": ["a", "b"],
      allocator: "random",
    });
  });

  it("for a lease duration below the minimum in force there", () => {
    expect(misfitsOf(one({}, { "min-valid-lifetime": 600 }), scope({ leaseDuration: 60 }))).toEqual(
      [
        expect.stringContaining(
          "10.0.1.0/24 would have a lease duration of 60 s, but the least allowed there is 600 s.",
        ),
      ],
    );
  });

  it("for a lease duration above the maximum in force there", () => {
    expect(
      misfitsOf(one({}, { "max-valid-lifetime": 9000 }), scope({ leaseDuration: 86400 })),
    ).toEqual([
      expect.stringContaining(
        "10.0.1.0/24 would have a lease duration of 86400 s, but the most allowed there is 9000 s.",
      ),
    ]);
  });
});
