// What can go wrong between a config-set and a pair that works again, and what is left of it: on real servers, with somebody in between.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { canonicalText } from "../../provider/core/canonical.js";
import { drivers } from "../../provider/drivers/index.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { replication } from "../../provider/lifecycle/replication.js";
import { again, repeats } from "../parts.js";
import { between, type Between } from "../helpers/kea/between.js";
import { allEdited } from "../helpers/kea/edits.js";
import { pair, type KeaPair } from "../helpers/kea/servers.js";
import { until } from "../helpers/kea/until.js";
import { withKea, type Version } from "../helpers/kea/versions.js";
import { addingTo } from "../helpers/unit/lifecycle/said.js";

type Properties = Record<string, unknown>;

for (const version of repeats(["3.0.3", "2.2.0"] as const satisfies readonly Version[])) {
  withKea(version)(`writing to Kea ${version}`, () => {
    let servers: KeaPair;
    let way: Between;
    let kept: string;
    beforeEach(async () => {
      kept = mkdtempSync(join(tmpdir(), "kept-"));
      servers = await pair({
        version,
        serves: (name) => allEdited(name === "server1" ? "primary" : "partner"),
      });
      way = await between(servers.server2.url);
    });
    afterEach(async () => {
      await way.end();
      await servers.end();
      rmSync(kept, { recursive: true });
    });

    /** One update of the whole pair, with something that happens between its look and its write. Answers what was said; what is refused is thrown. */
    async function up(
      more: Properties = {},
      meanwhile: () => Promise<unknown> = async () => undefined,
    ): Promise<readonly string[]> {
      const said: string[] = [];
      const provider = replication(operation(drivers, addingTo(said)));
      const partner = { driver: "kea", url: way.url, backupDir: kept, ...more };
      const { inputs, failures = [] } = (await provider.check(
        {},
        { primary: servers.server1.args, partner },
      )) as { inputs: Properties; failures?: { reason: string }[] };
      if (failures.length > 0) throw new Error(failures[0]!.reason);
      await meanwhile();
      await provider.create(inputs);
      return said;
    }
    const held = async () =>
      canonicalText((await servers.server2.command("config-get")).arguments!.Dhcp4);
    const commands = async () =>
      canonicalText((await servers.server2.command("list-commands")).arguments);
    const both = async () => [await servers.server1.state(), await servers.server2.state()];
    const works = () =>
      until("failover to work again", async () =>
        (await both()).every((state) => state === "hot-standby"),
      );

    it("keeps a backup that only its owner can read", async () => {
      const before = await held();
      await up();
      const [server] = readdirSync(kept);
      const [time] = readdirSync(join(kept, server!));
      const file = join(kept, server!, time!, "kea-dhcp4.json");
      expect(canonicalText(JSON.parse(readFileSync(file, "utf8")).Dhcp4)).toBe(
        canonicalText(JSON.parse(before)),
      );
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(join(kept, server!)).mode & 0o777).toBe(0o700);
    });

    it("has the server write its file, unless told not to", async () => {
      const file = () => readFileSync(servers.server2.configuration, "utf8");
      const before = file();
      await up({ persist: false });
      expect(file()).toBe(before);
      await servers.server2.command("config-reload"); // back to what the file says
      await works();
      await up();
      expect(
        JSON.parse(file()).Dhcp4.subnet4.some(
          ({ subnet }: { subnet: string }) => subnet === "10.9.4.0/24",
        ),
      ).toBe(true);
    });

    it("reports a server that cannot write its file: the configuration runs and is not persisted", async () => {
      renameSync(servers.server2.configuration, `${servers.server2.configuration}.moved`);
      mkdirSync(servers.server2.configuration);
      const said = await up();
      expect(said.join("\n")).toMatch(
        /: the new configuration is running, but not persisted: .*kea-dhcp4\.conf.*A restart would bring the previous one back\. Make sure that Kea can write its file, or set persist: false and maintain the file yourself\./,
      );
      expect(await held()).toContain("10.9.4.0/24");
    });

    it("restores a server whose failover hook did not load", async () => {
      const [before, could] = [await held(), await commands()];
      way.next("config-set", {
        alter: (text) =>
          text.replace('"this-server-name":"server2"', '"this-server-name":"nobody"'),
      });
      await expect(up()).rejects.toThrow(
        /failed verification after config-set \(One or more hook libraries failed to load.*\)\. The previous configuration was restored\. A backup of it is in .*kept-/,
      );
      expect(await held()).toBe(before);
      expect(await commands()).toBe(could);
      await works();
    });

    // 2.2 does not say what it took: somebody else may have written what it holds.
    if (version === "2.2.0")
      it("leaves a server as it is whose configuration reads differently from what was sent", async () => {
        way.next("config-set", {
          alter: (text) => text.replace('"data":"campus.test"', '"data":"campus.evil"'),
        });
        await expect(up()).rejects.toThrow(
          /was sent the new configuration, but reads differently right afterwards, first in sharedNetworks\.campus\. It is unknown whether someone else changed it, so nothing was undone\. It was left unchanged, and config-write was not sent. A backup of the previous configuration is in .*kept-/,
        );
        expect(await held()).toContain("campus.evil");
        await works();
      });
    else
      it("restores a server whose configuration reads differently from what was sent", async () => {
        const before = await held();
        way.next("config-set", {
          alter: (text) => text.replace('"data":"campus.test"', '"data":"campus.evil"'),
        });
        await expect(up()).rejects.toThrow(
          "failed verification after config-set (it differs from the configuration that was sent, first in sharedNetworks.campus). The previous configuration was restored.",
        );
        expect(await held()).toBe(before);
        await works();
      });

    it("restores a server whose server-specific parts changed", async () => {
      const before = await held();
      way.next("config-set", {
        alter: (text) => text.replace('"heartbeat-delay":200', '"heartbeat-delay":300'),
      });
      await expect(up()).rejects.toThrow(
        "failed verification after config-set (its server-specific hooks-libraries changed). The previous configuration was restored.",
      );
      expect(await held()).toBe(before);
    });

    it("leaves a server unchanged that refuses the new configuration", async () => {
      const before = await held();
      for (const command of ["config-test", "config-set"])
        way.next(command, {
          alter: (text) => text.replace('"subnet":"10.9.4.0/24"', '"subnet":"10.9.4.0/33"'),
        });
      await expect(up()).rejects.toThrow(
        version === "2.2.0"
          ? /rejected the new configuration in config-test: subnet configuration failed.*Nothing was changed on it\./
          : /refused the new configuration and still has the previous one: subnet configuration failed/,
      );
      expect(await held()).toBe(before);
      expect(await both()).toEqual(["hot-standby", "hot-standby"]);
    });

    it.each(["deafen", "give up", "delay"] as const)(
      "reads the server again after a config-set whose answer is lost: %s",
      async (fate) => {
        way.next("config-set", fate);
        const said = await up();
        expect(said.some((sentence) => sentence.includes("failover works again after"))).toBe(true);
        expect(await held()).toContain("10.9.4.0/24");
      },
    );

    it("reports a config-set that never arrived", async () => {
      const before = await held();
      way.next("config-set", "swallow");
      await expect(up()).rejects.toThrow(
        /was sent the new configuration, but still had the previous one when it was last read: .* the server closed the connection before it answered\..* Run this again/,
      );
      expect(await held()).toBe(before);
    });

    /** Somebody else gives the partner another lease time. */
    const meddle = async () => {
      const { Dhcp4 } = (await servers.server2.command("config-get")).arguments!;
      await servers.server2.command("config-set", { Dhcp4: { ...Dhcp4, "valid-lifetime": 4321 } });
    };
    const moved = "changed after this operation read it.";

    it("does not overwrite a change that somebody else made meanwhile", async () => {
      await expect(up({}, meddle)).rejects.toThrow(moved);
      expect(JSON.parse(await held())["valid-lifetime"]).toBe(4321);
    });

    it("does not overwrite a change that somebody else made during the test or in the last moment", async () => {
      // 3.0 is sent no config-test; it is asked for its fingerprint twice.
      const asked = (times: number): Promise<void> =>
        Promise.resolve(
          way.before("config-hash-get", () => (times === 1 ? meddle() : asked(times - 1))),
        );
      if (version === "2.2.0") way.after("config-test", meddle);
      else await asked(2);
      await expect(up()).rejects.toThrow(moved);
      expect(JSON.parse(await held())["valid-lifetime"]).toBe(4321);
    });

    it("does not undo a change that somebody else made right afterwards", async () => {
      const written = (await servers.server2.received())["config-write"] ?? 0;
      way.after("config-set", meddle);
      await expect(up()).rejects.toThrow(
        version === "2.2.0"
          ? "was sent the new configuration, but reads differently right afterwards, first in "
          : "received the new configuration, and was changed by someone else right afterwards. It was left unchanged,",
      );
      expect(JSON.parse(await held())).toMatchObject({ "valid-lifetime": 4321 });
      expect(await held()).toContain("10.9.4.0/24");
      expect((await servers.server2.received())["config-write"] ?? 0).toBe(written);
    });

    it("does not undo a change that somebody else made where the answer was lost", async () => {
      way.next("config-set", "swallow");
      way.before(
        "config-set",
        async () =>
          void way.before(version === "2.2.0" ? "list-commands" : "config-hash-get", meddle),
      );
      await expect(up()).rejects.toThrow(
        /was sent the new configuration, but reads differently right afterwards, first in /,
      );
      expect(JSON.parse(await held())).toMatchObject({ "valid-lifetime": 4321 });
    });

    again(() => {
      it("reports a server that takes the configuration and then stops answering", async () => {
        way.after("config-set", () => servers.server2.daemon.stop());
        await expect(up()).rejects.toThrow(
          /accepted the new configuration, and then stopped answering: .* Its file was not written, so it will start with the configuration that is in it. A backup of the previous configuration is in .*kept-.* Start it, then run this again\./,
        );
      });
    });

    it("reports a server that takes the configuration and restarts before its file is written", async () => {
      const before = await held();
      way.after("config-set", async () => {
        await servers.server2.daemon.stop();
        await servers.server2.daemon.start();
      });
      await expect(up()).rejects.toThrow(
        /was sent the new configuration, but restarted before its file was written: it has the configuration from its file\./,
      );
      expect(await held()).toBe(before);
    });

    it("restores a server that cannot open its lease database, before it gets a command that ends it", async () => {
      const before = await held();
      way.next("config-set", {
        alter: (text) =>
          text.replace(/"name":"[^"]*leases4\.csv"/, (name) =>
            name.replace("leases4.csv", "gone/leases4.csv"),
          ),
      });
      await expect(up()).rejects.toThrow(
        /failed verification after config-set \(.*\)\. The previous configuration was restored\./,
      );
      expect(await held()).toBe(before);
      await works();
    });

    it("reports what is known where the server ends over the new configuration", async () => {
      way.before("config-set", async () => servers.server2.daemon.kill("SIGKILL"));
      await expect(up()).rejects.toThrow(
        version === "2.2.0"
          ? "the Control Agent answers, but the DHCPv4 server behind it does not (Connection refused). Start kea-dhcp4 on that server." // nobody took it
          : /was sent the new configuration, but it is unknown whether it applied it: .*Check this server\. A backup of the previous configuration is in .*kept-.*\. The next run reads the current configuration\./,
      );
    });
  });
}
