// Kea's own example files, read as files and from the servers started from them: one configuration, whichever way it is read.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";

import { canonicalText } from "../../provider/core/canonical.js";
import type { Configuration } from "../../provider/core/model.js";
import { file } from "../../provider/drivers/file/index.js";
import { kea } from "../../provider/drivers/kea/index.js";
import { example } from "../helpers/kea/example.js";
import { networks } from "../helpers/kea/network.js";
import { withKea } from "../helpers/kea/versions.js";

const data = join(import.meta.dirname, "../data/kea-doc");
const files = ["kea4", "template-power-user-home"].flatMap((folder) =>
  readdirSync(join(data, folder)).map((name) => join(folder, name)),
);

/** Which members of `Dhcp4` are left out of a file before either way of reading it, and what comes of them otherwise. */
const leftOut: readonly (readonly [file: string, what: string, why: string, otherwise: RegExp])[] =
  [
    ["all-keys.json", "hosts-databases", "no such database is here", /Unable to open database/],
    [
      "all-keys.json",
      "config-control",
      "no such database is here",
      /configuration backend: 'mysql' is not supported/,
    ],
    ["all-keys.json", "compatibility", "2.2.0 takes it and does not tell it", /^settings$/],
    [
      "all-keys-netconf.json",
      "hosts-databases",
      "no such database is here",
      /Unable to open database/,
    ],
    [
      "all-keys-netconf.json",
      "config-control",
      "no such database is here",
      /configuration backend: 'mysql' is not supported/,
    ],
    ["all-keys-netconf.json", "compatibility", "2.2.0 takes it and does not tell it", /^settings$/],
    [
      "config-backend.json",
      "config-control",
      "no such database is here",
      /update from config backend database/,
    ],
    ["hooks.json", "hooks-libraries", "these are nowhere", /libraries in error/],
    ["hooks-radius.json", "hooks-libraries", "these are sold", /libraries in error/],
    [
      "mysql-reservations.json",
      "hosts-database",
      "no such database is here",
      /Unable to open database/,
    ],
    [
      "pgsql-reservations.json",
      "hosts-databases",
      "no such database is here",
      /Unable to open database/,
    ],
  ];

/** Those with a failover hook, which is kept. */
const pairs = ["ha-load-balancing-primary.json", "kea-dhcp4-1.conf", "kea-dhcp4-2.conf"];

const leftOutOf = (path: string) =>
  leftOut.filter(([name]) => name === basename(path)).map(([, what]) => what);

/**
 * Returns the contents of a file without these members, its sockets, lease file and log made a
 * test's own, and the contents of the server started from that very text.
 */
async function bothWays(
  path: string,
  without: readonly string[],
): Promise<readonly [written: Configuration, running: Configuration]> {
  const server = await example(readFileSync(join(data, path), "utf8"), without);
  try {
    const [written, running] = await Promise.all([
      file({ path: server.configuration }).read(),
      kea({ url: server.unixUrl }).read(),
    ]);
    return [written.configuration, running.configuration];
  } finally {
    await server.end();
  }
}

/** The parts of a configuration in which two differ. */
const differing = (one: Configuration, other: Configuration) =>
  (Object.keys(one) as (keyof Configuration)[]).filter(
    (part) => canonicalText(one[part]) !== canonicalText(other[part]),
  );

withKea("2.2.0", networks)("the example files of Kea", () => {
  it("are all in the test data", () => {
    expect(files).toHaveLength(27);
  });

  it.each(files)("hold as a file what the server started from it holds: %s", async (path) => {
    const [written, running] = await bothWays(path, leftOutOf(path));
    expect(written).toEqual(running);
    expect(canonicalText(written)).toBe(canonicalText(running));
    expect(Object.keys(running.relationships)).toEqual(
      pairs.includes(basename(path)) ? ["server1/server2"] : [],
    );
  });

  it.each(leftOut)(
    "start only with a change that the test names: %s without its %s, %s",
    async (name, what, _, otherwise) => {
      const path = files.find((one) => basename(one) === name)!;
      const parts = bothWays(
        path,
        leftOutOf(path).filter((other) => other !== what),
      ).then((read) => differing(...read).join(", "));
      expect(await parts.catch(String)).toMatch(otherwise);
    },
  );
});
