// What a scope inherits stays inherited, whatever changes above it.
import { describe, expect, it } from "vitest";
import type { Configuration } from "../../../../provider/core/model.js";
import {
  parseConfiguration,
  withoutInherited,
} from "../../../../provider/drivers/kea/model/index.js";
import { documentOf } from "../../../helpers/unit/drivers/kea/model/examples.js";
import {
  after,
  id,
  one,
  scope,
  settings,
  subnetAfter,
} from "../../../helpers/unit/drivers/kea/model/story.js";

describe("an inherited value stays inherited", () => {
  const live = { "valid-lifetime": 7200, "min-valid-lifetime": 7200, "max-valid-lifetime": 7200 };

  it("when the server's value changes: subnets lose the old value that their server had written into them", () => {
    expect(after(one(live), settings({ leaseDuration: 3600 }))).toEqual({
      subnet4: [{ id: 1, subnet: id }],
      "valid-lifetime": 3600,
    });
  });

  it("when a subnet goes back to the server's value", () => {
    const { configuration } = parseConfiguration(one({ "valid-lifetime": 600 }).Dhcp4);
    const { leaseDuration: _, ...rest } = configuration.scopes[id]!.properties;
    expect(
      after(one({ "valid-lifetime": 600 }), (from) => ({
        ...from,
        scopes: { [id]: { ...from.scopes[id]!, properties: rest } },
      })),
    ).toEqual({ subnet4: [{ id: 1, subnet: id }] });
  });

  it("and is set explicitly on a subnet that must keep it", () => {
    const both = (from: Configuration) =>
      scope({ leaseDuration: 7200 })(settings({ leaseDuration: 3600 })(from));
    expect(after(one({}), both)).toEqual({
      subnet4: [{ id: 1, subnet: id, "valid-lifetime": 7200 }],
      "valid-lifetime": 3600,
    });
  });

  it("together with its bounds, which follow the lease duration", () => {
    expect(subnetAfter(one(live), { leaseDuration: 600 })).toEqual({
      id: 1,
      subnet: id,
      "valid-lifetime": 600,
    });
    expect(
      subnetAfter(
        {
          Dhcp4: {
            "shared-networks": [],
            subnet4: [{ id: 1, subnet: id }],
            "max-valid-lifetime": 9000,
          },
        },
        { leaseDuration: 600 },
      ),
    ).toEqual({ id: 1, subnet: id, "valid-lifetime": 600 });
  });

  it("when a server's answer is sent back to it", () => {
    const answer = documentOf(
      [
        {
          id: 1,
          subnet: id,
          ...live,
          relay: { "ip-addresses": [] },
          "t1-percent": 0.5,
          "store-extended-info": true,
        },
      ],
      { "valid-lifetime": 7200 },
    );
    expect(withoutInherited(answer)).toEqual(
      documentOf([{ id: 1, subnet: id, "store-extended-info": true }], { "valid-lifetime": 7200 }),
    );
  });
});
