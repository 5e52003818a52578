// What explain says a client gets, and what a real server offers that client.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { explainScope, parseQuestion } from "../../provider/core/explain.js";
import { drivers } from "../../provider/drivers/index.js";
import { lab, wire, type Lab } from "../helpers/kea/lab.js";
import { networks } from "../helpers/kea/network.js";
import { withKea } from "../helpers/kea/versions.js";
import { repeats } from "../parts.js";

const relay = join(root, "test", "helpers", "kea", "relay.cjs");
const known = "02:00:00:00:aa:01";
const stranger = "02:00:00:00:bb:01";

/** Each option is set at some levels, by the name of the level. */
const at = (level: string, ...names: string[]) => ({
  "option-data": names.map((name) => ({ name, data: level })),
});
const serves = () => ({
  "valid-lifetime": 7200,
  "next-server": "10.0.0.1",
  "client-classes": [
    {
      name: "known",
      test: "member('KNOWN')",
      "valid-lifetime": 600,
      "next-server": "10.0.0.3",
      "boot-file-name": "class",
      ...at("class", "domain-name", "nis-domain", "root-path", "tftp-server-name", "merit-dump"),
    },
    { name: "all", test: "member('ALL')", "next-server": "10.0.0.4", ...at("all", "domain-name") },
  ],
  ...at("global", "domain-name", "extensions-path"),
  "shared-networks": [
    {
      name: "campus",
      ...at("network", "root-path", "nis-domain"),
      subnet4: [
        {
          id: 1,
          subnet: wire,
          "valid-lifetime": 1200,
          "next-server": "10.0.0.2",
          pools: [
            { pool: "10.20.1.0 - 10.20.1.254", ...at("pool", "tftp-server-name", "merit-dump") },
          ],
          reservations: [
            {
              "hw-address": known,
              "ip-address": "10.20.1.7",
              "boot-file-name": "reservation",
              ...at("reservation", "tftp-server-name"),
            },
          ],
          ...at("subnet", "nis-domain", "merit-dump", "tftp-server-name"),
        },
      ],
    },
  ],
});
const codes = [14, 15, 17, 18, 40, 51, 66];

describe.each(repeats(["2.6.3", "3.0.3", "2.2.0"] as const))("Kea %s", (version) => {
  withKea(version, networks)("explain of a client", () => {
    let servers: Lab;
    beforeAll(async () => {
      servers = await lab({ version, serves });
    });
    afterAll(() => servers.end());

    it.each([
      ["with a reservation", known],
      ["without one", stranger],
    ])("%s says what the server offers it", async (_, hardwareAddress) => {
      const server = drivers.kea!.open(servers.server1.args as never);
      const { configuration } = await server.read();
      const question = parseQuestion(hardwareAddress);
      const answer = explainScope(server.explainRules!, configuration, wire, question)!;
      await server.close();
      const inForce = (name: string) => {
        const { value, condition } = answer.values.find((one) => one.name === name) ?? {};
        expect(condition).toBeUndefined();
        return typeof value === "object" ? (value as { value: unknown }).value : value;
      };
      const offer = JSON.parse(
        await servers.asClient(
          process.execPath,
          relay,
          "10.20.0.3",
          "10.20.0.1",
          hardwareAddress,
          codes.join(),
        ),
      );
      const told = (code: number) =>
        offer.options[code] === undefined
          ? undefined
          : Buffer.from(offer.options[code], "hex").toString("latin1");
      for (const code of codes.filter((one) => one !== 51))
        expect([code, inForce(`options.dhcp4:${code}`)]).toEqual([code, told(code)]);
      expect(inForce("leaseDuration")).toBe(parseInt(offer.options[51], 16));
      expect(inForce("nextServer")).toBe(offer.nextServer);
      expect(inForce("bootFileName") ?? "").toBe(offer.bootFileName);
      if (answer.client.address !== undefined) expect(offer.address).toBe(answer.client.address);
    });
  });
});
