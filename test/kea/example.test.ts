import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { example } from "../helpers/kea/example.js";
import { networks } from "../helpers/kea/network.js";
import { withKea } from "../helpers/kea/versions.js";

const data = join(import.meta.dirname, "../data/kea-doc");
const examples = ["kea4", "template-power-user-home"].flatMap((folder) =>
  readdirSync(join(data, folder)).map((name) => ({ name, path: join(data, folder, name) })),
);

/** Members that no test machine can run: the databases, and hooks that are sold. */
const missing = ["hosts-database", "hosts-databases", "config-control", "hooks-libraries"];

withKea("2.2.0", networks)("an example of Kea's own", () => {
  it.each(examples)("runs on a server: $name", async ({ path }) => {
    const { command, daemon, folder, end } = await example(readFileSync(path, "utf8"), missing);
    expect(await command("config-get")).toMatchObject({ result: 0, arguments: { Dhcp4: {} } });
    const { pid } = daemon;
    await end();
    expect([`/proc/${pid}`, folder].filter((left) => existsSync(left))).toEqual([]);
  });

  it("runs with the hooks of this machine, or the test says why it does not", async () => {
    const [pair, sold] = ["ha-load-balancing-primary", "hooks"].map((name) =>
      readFileSync(join(data, "kea4", `${name}.json`), "utf8"),
    ) as [string, string];
    const { state } = await example(pair);
    expect(await state()).not.toBe("");
    await expect(example(sold)).rejects.toThrow("libraries in error");
  });
});
