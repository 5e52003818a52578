// Recorded files and servers of three releases are read as the same, however they are spelled.
import { describe, expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import type { Configuration, Json, ConfigObject } from "../../../../provider/core/model.js";
import { parseConfiguration } from "../../../../provider/drivers/kea/model/index.js";
import {
  examples,
  examplesOfAllReleases,
  recorded,
  written,
} from "../../../helpers/unit/drivers/kea/model/examples.js";
import { respelled, seeded } from "../../../helpers/unit/drivers/kea/model/respelled.js";

/**
 * Returns the parts of a configuration that are compared between two servers; interfaces and
 * relationships belong to each server alone.
 */
const compared = ({ scopes, shared, settings, order }: Configuration) => {
  const parts = (all: Configuration["scopes"]) =>
    Object.fromEntries(Object.entries(all).map(([key, part]) => [key, { ...part, local: {} }]));
  return { scopes: parts(scopes), shared: parts(shared), settings, order };
};

/**
 * Contents of a file that the server started from it cannot return, or returns in another form,
 * with the reason.
 */
const adapted: Readonly<Record<string, (dhcp4: Record<string, Json>) => void>> = {
  // 2.2.0 takes `compatibility` and leaves it out of config-get.
  "all-keys": (dhcp4) => delete dhcp4.compatibility,
  "all-keys-netconf": (dhcp4) => delete dhcp4.compatibility,
  // When it was recorded, a comment that stood in a user-context already was put into one more.
  advanced: (dhcp4) => {
    const [first] = dhcp4.subnet4 as Record<string, Json>[];
    first!["user-context"] = { "user-context": first!["user-context"]! };
  },
};

/** Without what releases take differently: from 3.0 on clients keep a lease for its first quarter where nobody says otherwise. */
function alike(configuration: ReturnType<typeof compared>): ReturnType<typeof compared> {
  const plain = ({
    properties: { "cache-threshold": _, ...properties },
    inherited,
    ...rest
  }: ConfigObject): ConfigObject => ({
    ...rest,
    properties,
    inherited: inherited.filter((name) => name !== "cache-threshold"),
  });
  const parts = (all: Readonly<Record<string, ConfigObject>>) =>
    Object.fromEntries(Object.entries(all).map(([key, part]) => [key, plain(part)]));
  return {
    ...configuration,
    scopes: parts(configuration.scopes),
    shared: parts(configuration.shared),
    settings: plain(configuration.settings),
  };
}

describe("a file and the server started from it", () => {
  it.each(examples)("are read as equal: %s", (example) => {
    const file = structuredClone(written(example)) as { Dhcp4: Record<string, Json> };
    adapted[example]?.(file.Dhcp4);
    expect(compared(parseConfiguration(file.Dhcp4).configuration)).toEqual(
      compared(parseConfiguration(recorded(example).Dhcp4).configuration),
    );
  });
});

describe("servers of three releases that run the same", () => {
  it.each(examplesOfAllReleases)("are read as equal: %s", (example) => {
    const [old, later, latest] = (["2.2.0", "2.6.3", "3.0.3"] as const).map((release) => {
      const { Dhcp4 } = structuredClone(recorded(example, release)) as {
        Dhcp4: Record<string, Json>;
      };
      if (release !== "2.2.0") adapted[example]?.(Dhcp4); // the oldest was recorded first
      return alike(compared(parseConfiguration(Dhcp4).configuration));
    });
    expect(later).toEqual(old);
    expect(latest).toEqual(old);
  });
});

describe.each(
  examples.flatMap((example) => [
    { name: `${example}, returned`, root: recorded(example) },
    { name: `${example}, written`, root: written(example) },
  ]),
)("$name", ({ root }) => {
  it("is read as equal however it is spelled", () => {
    const { configuration } = parseConfiguration(root.Dhcp4, "2.6");
    fc.assert(
      fc.property(
        fc.integer(),
        (seed) =>
          void expect(
            parseConfiguration(respelled(root, seeded(seed)).Dhcp4, "2.6").configuration,
          ).toEqual(configuration),
      ),
      { numRuns: 25 },
    );
  });
});
