// The addresses at which the failover hooks listen, and the ranges that they divide.
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { id } from "../helpers/kea/edits.js";
import { pair } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";
import { asked, plain, unpaired } from "../helpers/kea/relationship-args.js";

withKea("2.2.0")("a failover relationship whose servers change places in the program", () => {
  it("is refused while it leaves their URLs behind, and then changes their roles", async () => {
    const servers = await unpaired(plain(1));
    try {
      const { server1, server2, peerUrls } = servers;
      const engine = new Engine(drivers, "relationship");
      await engine.up({ ha: asked(servers) });
      const swapped = (kea: object) => ({
        ha: asked(
          servers,
          { primary: { ...server2.args, backupDir: server2.folder }, partner: server1.args },
          kea,
        ),
      });
      for (const names of [{}, { primaryName: "server1", partnerName: "server2" }])
        expect(
          (await engine.preview(swapped(names))).ha!.failures.map(({ reason }) => reason),
        ).toEqual([
          `kea.primaryUrl is the current listener of ${server1.url}, and kea.partnerUrl that of ${server2.url}: a server cannot listen at the other's address. If you swap primary and partner in the program, also swap primaryUrl and partnerUrl, and primaryName and partnerName. [kea-urls-crossed]`,
        ]);
      const program = swapped({ primaryUrl: peerUrls.server2, partnerUrl: peerUrls.server1 });
      await engine.up(program);
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
      const hook = (await server2.command("config-get")).arguments!.Dhcp4["hooks-libraries"].at(-1)
        .parameters["high-availability"][0];
      expect(hook.peers.map(({ name, role }: Record<string, string>) => `${name} ${role}`)).toEqual(
        ["server1 standby", "server2 primary"],
      );
      expect((await engine.up(program)).ha!.op).toBe("same");
    } finally {
      await servers.end();
    }
  });
});

withKea("2.2.0")("a failover relationship whose hooks do not listen", () => {
  it("is reported before it is created, and as long as it does not work", async () => {
    const servers = await unpaired(plain(1));
    try {
      const { server1, server2, peerUrls } = servers;
      const engine = new Engine(drivers, "relationship");
      const deaf = (kea: object = {}) => ({
        ha: asked(servers, {}, { multiThreading: {}, maxResponseDelay: 20_000, ...kea }),
      });
      const nobody = (property: string, url: string) =>
        `Unless ${url} (kea.${property}) is the Control Agent's address, nothing listens there: the failover hook has no listener of its own without kea.multiThreading: { enableMultiThreading: true, httpDedicatedListener: true }, which Kea 2.2 needs explicitly. Each server then assumes that the other is down, and both answer all clients.`;
      expect((await engine.preview(deaf())).ha!.said).toEqual(
        expect.arrayContaining([
          nobody("primaryUrl", peerUrls.server1),
          nobody("partnerUrl", peerUrls.server2),
        ]),
      );
      expect(
        (await engine.preview({ ha: asked(servers) })).ha!.said.filter((sentence) =>
          sentence.startsWith("Unless"),
        ),
      ).toEqual([]);
      // The Control Agents' own addresses: then failover works without a listener.
      const through = deaf({ primaryUrl: `${server1.url}/`, partnerUrl: `${server2.url}/` });
      expect(
        (await engine.up(through)).ha!.said.filter((sentence) => sentence.startsWith("Unless")),
      ).toEqual([]);
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
      expect((await server2.command("ha-maintenance-start")).result).toBe(0);
      const { op, said } = (await engine.preview(through)).ha!;
      expect([op, said]).toEqual([
        "same",
        [
          `${server1.url}: failover does not work at the moment: it reports "in-maintenance" for "offices".`,
          `${server2.url}: failover does not work at the moment: it reports "partner-in-maintenance" for "offices".`,
        ],
      ]);
    } finally {
      await servers.end();
    }
  });
});

withKea("2.6.3")("load balancing", () => {
  it("works with ranges divided by classes of classes, as the manual has it for several kinds of clients", async () => {
    const kinds = ["phones", "others"].flatMap((kind) =>
      ["server1", "server2"].map((server) => ({
        name: `${kind}_${server}`,
        test: `${kind === "others" ? "not " : ""}substring(option[60].hex,0,5) == 'phone' and member('HA_${server}')`,
      })),
    );
    const divided = {
      id: 1,
      subnet: id(1),
      pools: kinds.map(({ name }, i) => ({
        pool: `10.0.1.${i * 40 + 10} - 10.0.1.${i * 40 + 30}`,
        "client-class": name,
      })),
    };
    const servers = await pair({
      version: "2.6.3",
      alone: ["server1", "server2"],
      serves: (name) => ({ "client-classes": kinds, subnet4: name === "server1" ? [divided] : [] }),
    });
    try {
      const engine = new Engine(drivers, "relationship");
      const program = { ha: asked(servers, { mode: "loadBalance", onDelete: "remove" }) };
      expect((await engine.up(program)).ha!.failures).toEqual([]);
      expect(await Promise.all([servers.server1.state(), servers.server2.state()])).toEqual([
        "load-balancing",
        "load-balancing",
      ]);
      expect((await engine.up(program)).ha!.op).toBe("same");
      await expect(engine.destroy("ha")).rejects.toThrow(
        `${servers.server1.url} would hand out no address of ${id(1)} 10.0.1.10-10.0.1.30, `,
      );
    } finally {
      await servers.end();
    }
  });
});
