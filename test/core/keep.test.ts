import { describe, expect, it } from "vitest";

import { checkKeepPatterns } from "../../provider/core/keep.js";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type ConfigObject,
  type Tree,
} from "../../provider/core/model.js";

const part = (properties: Tree): ConfigObject => ({ ...emptyObject, properties });
const one: Configuration = {
  ...emptyConfiguration,
  scopes: {
    "10.0.1.0/24": part({ nextServer: "10.0.0.1", options: { "dhcp4:66": { value: "tftp" } } }),
    "10.0.2.0/24": part({
      reservations: { "10.0.2.10": { name: "printer", hwAddress: "02:00:00:00:00:01" } },
    }),
  },
};
const other: Configuration = {
  ...emptyConfiguration,
  scopes: { "10.0.1.0/24": part({ leaseDuration: 600 }) },
  shared: { "classes.phones": part({ test: "true" }) },
  settings: part({ renewalTime: 900 }),
  order: { classes: ["phones"] },
};
const refused = (...patterns: string[]) => checkKeepPatterns(patterns, [one, other]);

describe("a keep pattern that names nothing", () => {
  it.each([
    ["nextserver", "nextServer"],
    ["option.dhcp4:66", "options.dhcp4:66"],
    ["options.dhcp4:66.vlaue", "options.dhcp4:66.value"],
    ["reservation.*.name", "reservations.*.name"],
    ["reservations.*.nam3", "reservations.*.name"],
    ["10.0.1.0/24 nextserver", "10.0.1.0/24 nextServer"],
    ["server.renewaltime", "server.renewalTime"],
    ["clases.phones.test", "classes.phones.test"],
  ])("is an error that suggests the nearest name: %s, %s", (pattern, near) => {
    const { code, message } = refused(pattern)!;
    expect(code).toBe("keep-matches-nothing");
    expect(message).toContain(
      `keep: ${JSON.stringify(pattern)} matches nothing on either server. Did you mean ${JSON.stringify(near)}?`,
    );
  });

  it.each(["10.0.9.0/24 nextServer", "10.0.2.0/24 nextServer", "zzzzzzzz"])(
    "is refused also where no similar name exists: %s",
    (pattern) => {
      expect(refused(pattern)?.message).toContain(
        `keep: ${JSON.stringify(pattern)} matches nothing on either server.`,
      );
    },
  );

  it("is an error beside patterns that name something, and each is listed", () => {
    const { message } = refused("nextServer", "nextserver", "zzzzzzzz")!;
    expect(message).toContain('"nextserver"');
    expect(message).toContain('"zzzzzzzz"');
    expect(message).not.toContain('keep: "nextServer"');
  });
});

describe("a keep pattern that names something", () => {
  it.each([
    "nextServer", // only the primary has it
    "leaseDuration", // only the partner has it
    "options",
    "options.*",
    "options.dhcp4:66",
    "options.dhcp4:66.value",
    "reservations.*.name",
    "reservations.10.0.2.10",
    "10.0.1.0 nextServer",
    "10.0.1.0/24 leaseDuration",
    "classes.*",
    "server.renewalTime",
    "classes.phones",
    "classes.(order)",
    "10.0.2.0/24 (scope)",
    "*",
  ])("is accepted: %s", (pattern) => {
    expect(refused(pattern)).toBeUndefined();
  });
});
