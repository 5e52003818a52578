// What we would send to a running server that is to stay as it is: it takes it, says what it said before, and freezes nothing.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalText } from "../../provider/core/canonical.js";
import { openChannel } from "../../provider/drivers/kea/control/channel.js";
import { serverSpecific } from "../../provider/drivers/kea/model/index.js";
import { readKeaServer } from "../../provider/drivers/kea/running/read-server.js";
import {
  examples,
  examplesOfAllReleases,
  recorded,
  written,
} from "../helpers/unit/drivers/kea/model/examples.js";
import { repeats } from "../parts.js";
import { id, serves } from "../helpers/kea/edits.js";
import { pair, type KeaPair, type KeaServer } from "../helpers/kea/servers.js";
import { versions, withKea, type Version } from "../helpers/kea/versions.js";

type Raw = Record<string, any>;

const told = async (server: KeaServer): Promise<Raw> =>
  (await server.command("config-get")).arguments!;
const toSend = async ({ unixUrl }: KeaServer): Promise<Raw> =>
  (await readKeaServer(openChannel({ url: unixUrl }))).current.document();
const set = async (server: KeaServer, document: Raw) =>
  expect(await server.command("config-set", document)).toMatchObject({ result: 0 });

/** Returns the answer of a server that ran an example, without the interfaces that it had. */
const withoutCards = (example: string, version: Version): Raw =>
  JSON.parse(JSON.stringify(recorded(example, version).Dhcp4), (name, value) =>
    name === "interface" ? undefined : value,
  );

/** `Dhcp4` on this server: it stays where and who it is. */
function moved(dhcp4: Raw, here: Raw): Raw {
  const named = (from: Raw, own: boolean) =>
    Object.fromEntries(
      Object.entries(from).filter(([name]) => (serverSpecific[name] !== undefined) === own),
    );
  return { Dhcp4: { ...named(dhcp4, false), ...named(here.Dhcp4, true) } };
}

/** The lease duration that each subnet, or its shared network, gives itself. */
function leases({
  subnet4 = [],
  "shared-networks": networks = [],
}: Raw): Readonly<Record<string, number | undefined>> {
  const within = networks.flatMap((network: Raw) =>
    network.subnet4.map((subnet: Raw) => ({
      "valid-lifetime": network["valid-lifetime"],
      ...subnet,
    })),
  );
  return Object.fromEntries(
    [...subnet4, ...within].map((subnet) => [subnet.subnet, subnet["valid-lifetime"]]),
  );
}

describe.each(repeats(versions))("Kea %s", (version) => {
  withKea(version)("a server of a pair", () => {
    let servers: KeaPair;
    beforeAll(async () => {
      servers = await pair({ version, access: "unix", serves: () => serves() });
    });
    afterAll(() => servers?.end());

    describe.each([
      "what tests serve",
      ...(version === "2.2.0" ? examples : examplesOfAllReleases),
    ])("that runs %s", (name) => {
      const example = name === "what tests serve" ? undefined : name;
      const file = example === undefined ? serves() : (written(example).Dhcp4 as Raw);
      beforeAll(async () => {
        if (example !== undefined)
          await set(
            servers.server1,
            moved(withoutCards(example, version), await told(servers.server1)),
          );
      });

      it("reads the same after its own configuration was sent back", async () => {
        const { server1 } = servers;
        const before = await told(server1);
        await set(server1, await toSend(server1));
        const after = await told(server1);
        expect(after).toEqual(before); // its fingerprint as well
        expect(canonicalText(after)).toBe(canonicalText(before));
      });

      it("lets its subnets still inherit their lease duration", async () => {
        const { server1 } = servers;
        const { Dhcp4 } = await toSend(server1);
        const lease = Dhcp4["valid-lifetime"] + 1;
        await set(server1, { Dhcp4: { ...Dhcp4, "valid-lifetime": lease } });
        const expected = Object.entries(leases(file)).map(([subnet, own]) => [
          subnet,
          own ?? lease,
        ]);
        expect(leases((await told(server1)).Dhcp4)).toEqual(Object.fromEntries(expected));
      });
    });

    it("works with its partner afterwards", () => servers.ready());
  });

  withKea(version)("a server that is lenient with options", () => {
    const tells = version !== "2.2.0";
    const compatibility = { "lenient-option-parsing": true };
    /** An option 124 that breaks off in the middle: only a lenient server takes it. */
    const broken = { "option-data": [{ code: 124, data: "0000118b0561", "csv-format": false }] };
    // Without the failover hook: on 3.0 a config-test harms its listener.
    const start = async () =>
      (
        await pair({
          version,
          access: "unix",
          alone: ["server1", "server2"],
          serves: () => ({ compatibility, subnet4: [{ id: 1, subnet: id(1) }] }),
        })
      ).server1;
    const takes = async (server: KeaServer) =>
      (await server.command("config-test", { Dhcp4: { ...(await told(server)).Dhcp4, ...broken } }))
        .result === 0;

    it(
      tells
        ? "tells that it is, and still is after what we would send"
        : "does not tell that it is, and no longer is after what we would send",
      async () => {
        const server = await start();
        expect((await told(server)).Dhcp4.compatibility).toEqual(tells ? compatibility : undefined);
        expect(await takes(server)).toBe(true);
        await set(server, await toSend(server));
        expect((await told(server)).Dhcp4.compatibility).toEqual(tells ? compatibility : undefined);
        expect(await takes(server)).toBe(tells);
      },
    );
  });
});
