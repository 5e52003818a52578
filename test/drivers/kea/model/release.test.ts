// Which release a file is for is known from its arguments, or bounded by its words, and never guessed from one of them.
import { describe, expect, it } from "vitest";
import { messages } from "../../../../provider/drivers/kea/messages.js";
import type { Json } from "../../../../provider/core/model.js";
import { findFileArgumentError } from "../../../../provider/drivers/file/index.js";
import {
  planEdits,
  parseConfiguration,
  releaseOf,
  type Release,
} from "../../../../provider/drivers/kea/model/index.js";

const subnet = (more: object = {}) => ({ id: 7, subnet: "10.7.0.0/24", ...more });
const root = (more: object = {}) => ({
  Dhcp4: { subnet4: [subnet()], ...more } as unknown as Json,
});

/** Returns the partner's file once it holds the contents of the primary's. */
function written(primary: { Dhcp4: Json }, partner: { Dhcp4: Json }, release?: Release): unknown {
  const { root: after, unsupported } = planEdits(
    partner,
    parseConfiguration(primary.Dhcp4).configuration,
    parseConfiguration(partner.Dhcp4, release).configuration,
    release ? { release } : {},
  );
  return unsupported.length > 0
    ? unsupported
    : (after.Dhcp4 as { subnet4: readonly object[] }).subnet4[0];
}

describe("a file of unknown release", () => {
  it("is read alike with the old property for DNS conflicts, which files of all releases may have, and without it", () => {
    expect(releaseOf({ "ddns-use-conflict-resolution": false })).toBe(releaseOf({}));
    const routes = {
      "option-data": [{ name: "classless-static-route", data: "10.8.0.0/24 - 10.7.0.9" }],
    };
    const [plain, old] = [
      { subnet4: [subnet(routes)] },
      { "ddns-use-conflict-resolution": false, subnet4: [subnet(routes)] },
    ];
    expect(
      parseConfiguration(old as unknown as Json).configuration.scopes["10.7.0.0/24"]!.properties
        .options,
    ).toEqual(
      parseConfiguration(plain as unknown as Json).configuration.scopes["10.7.0.0/24"]!.properties
        .options,
    );
  });

  it("is narrowed down by properties that only some releases take", () => {
    expect(releaseOf({ "reservation-mode": "all" })).toBe("2.4");
    expect(releaseOf({ subnet4: [{ "evaluate-additional-classes": [] }] })).toBe("3.0");
    expect(releaseOf({ subnet4: [{ pools: [{ "ddns-send-updates": true }] }] })).toBe("3.0");
  });

  it("is written with properties that every release takes", () => {
    const conflicts = {
      subnet4: [subnet({ "ddns-conflict-resolution-mode": "no-check-with-dhcid" })],
    };
    expect(written(root(conflicts), root())).toMatchObject({
      "ddns-use-conflict-resolution": false,
    });
  });

  it("is written with a property of fewer releases where no other can express it", () => {
    const conflicts = {
      subnet4: [subnet({ "ddns-conflict-resolution-mode": "no-check-without-dhcid" })],
    };
    expect(written(root(conflicts), root())).toMatchObject({
      "ddns-conflict-resolution-mode": "no-check-without-dhcid",
    });
  });
});

describe("a file of a known release", () => {
  it("cannot get what its release does not take in a range", () => {
    const ranges = {
      subnet4: [subnet({ pools: [{ pool: "10.7.0.10 - 10.7.0.20", "ddns-send-updates": false }] })],
    };
    expect(written(root(ranges), root(), "2.6")).toEqual([
      messages.keaTooNew("10.7.0.0/24", "ranges.10.7.0.10-10.7.0.20.ddns-send-updates", "2.6"),
    ]);
    expect(written(root(ranges), root(), "3.0")).toMatchObject({
      pools: [{ "ddns-send-updates": false }],
    });
  });

  it("is refused as an export of Windows", () => {
    expect(
      findFileArgumentError("partner", { path: "dhcp2.xml", format: "windows", release: "2.6" })
        ?.message,
    ).toBe(messages.keaReleaseOfExport("partner.release").message);
    expect(
      findFileArgumentError("partner", { path: "dhcp2.conf", release: "2.6" }),
    ).toBeUndefined();
  });
});
