// A pair of running servers that is reached over ssh alone: the real ssh, a real sshd, and Kea's own sockets.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { type Operation, operation } from "../../provider/lifecycle/operation.js";
import { replication } from "../../provider/lifecycle/replication.js";
import { root } from "../../setup/paths.mjs";
import { again, once } from "../parts.js";
import { type SshServer, sshServer, withSshd } from "../helpers/ssh-server.js";
import { processesNaming } from "../helpers/in-sight.js";
import { pair, type KeaPair } from "../helpers/kea/servers.js";
import { until } from "../helpers/kea/until.js";
import { withKea } from "../helpers/kea/versions.js";

const scope = (lifetime: number) => ({
  id: 1,
  subnet: "10.0.1.0/24",
  "valid-lifetime": lifetime,
  pools: [{ pool: "10.0.1.100 - 10.0.1.199" }],
});

/** Does something in an operation of its own. */
async function within<T>(act: (current: Operation) => Promise<T>): Promise<T> {
  const current = operation(drivers, () => {});
  try {
    return await act(current);
  } finally {
    await current.session.end();
  }
}

withSshd("over ssh", () => {
  withKea("2.2.0")("two servers", () => {
    let kea: KeaPair;
    let ssh: SshServer;
    let keys: string;
    let known: string;
    /** The folder in which ssh makes its sockets in these tests: those found there are theirs. */
    const own = mkdtempSync("/tmp/over-ssh-");
    const before = process.env["TMPDIR"];

    const socketOf = (name: "server1" | "server2") => new URL(kea[name].unixUrl).pathname;
    const at = (host: string, end: string) => ({
      driver: "kea",
      url: `ssh://root@${host}:${ssh.port}${end}`,
      sshConfig: ssh.files.sshConfig,
    });
    const primary = () => at("dhcp1.test", socketOf("server1"));
    const partner = () => ({ ...at("dhcp2.test", socketOf("server2")), backupDir: own });

    /** Returns why a server cannot be read, without the port, which differs from run to run. */
    const refusal = (server: object): Promise<string> =>
      within(({ session }) =>
        session.read(server as never).then(
          () => "it was read",
          (error: Error) => error.message.replaceAll(`:${ssh.port}`, ""),
        ),
      );

    beforeAll(async () => {
      kea = await pair({
        access: "unix",
        serves: (name) => ({ subnet4: [scope(name === "server1" ? 28_800 : 600)] }),
      });
      ssh = await sshServer({ hosts: ["dhcp1.test", "dhcp2.test"] });
      keys = readFileSync(ssh.files.authorizedKeys, "utf8");
      known = readFileSync(ssh.files.knownHosts, "utf8");
      process.env["TMPDIR"] = own;
    });
    beforeEach(() => {
      writeFileSync(ssh.files.authorizedKeys, keys);
      writeFileSync(ssh.files.knownHosts, known);
    });
    afterAll(async () => {
      process.env["TMPDIR"] = before;
      rmSync(own, { recursive: true, force: true });
      await ssh.end();
    });

    once(() => {
      it("are compared, written and read again, with one logon each", async () => {
        const args = { primary: primary(), partner: partner() };
        const logons = () => ssh.log().split("Accepted publickey").length - 1;
        const earlier = logons();
        await within(async (current) => {
          const { check, create } = replication(current);
          const { inputs, failures } = await check({}, args as never);
          expect(failures ?? []).toEqual([]);
          expect(JSON.stringify(inputs)).toContain("600 => 28800");
          await create(inputs);
          expect(logons() - earlier).toBe(2);
        });
        const { arguments: held } = await kea.server2.command("config-get");
        expect(held!["Dhcp4"].subnet4[0]["valid-lifetime"]).toBe(28_800);
        await until("ssh to end", async () => processesNaming(`${own}/dhcp-ssh-`).length === 0);
        expect(readdirSync(own).filter((name) => name.startsWith("dhcp-ssh-"))).toEqual([]);
      });

      it("are known by their host and socket, whoever logs in", async () => {
        const other = { ...partner(), url: partner().url.replace("root@", "") };
        const { failures } = await within((current) =>
          replication(current).check({}, { primary: other, partner: partner() } as never),
        );
        expect(failures?.[0]?.reason).toContain("the same server");
      });

      it("are named by init, which ends with its ssh", () => {
        const folder = mkdtempSync(join(tmpdir(), "init-"));
        const { stdout, stderr, status } = spawnSync(
          process.execPath,
          [
            join(root, "dist", "commands", "main.js"),
            ...["init", "--primary", primary().url, "--partner", partner().url],
            ...["--ssh-config", ssh.files.sshConfig],
          ],
          { cwd: folder, encoding: "utf8" },
        );
        expect([stderr, status]).toEqual(["", 0]);
        expect(stdout.split("\n")[0]).toBe(`server1: ${primary().url}, Kea 2.2.0, 1 scope`);
        expect(readFileSync(join(folder, "Pulumi.production.yaml"), "utf8")).toContain(
          `server1: { driver: kea, url: "${primary().url}", sshConfig: "${ssh.files.sshConfig}" }`,
        );
      });

      it("are no longer reached by the ssh of a process that was killed", async () => {
        const channelFile = join(root, "dist", "drivers", "kea", "control", "channel.js");
        const script = `
        const { openChannel } = require(${JSON.stringify(channelFile)});
        const channel = openChannel(${JSON.stringify(primary())});
        channel.ask("version-get").then(() => { console.log("answered"); setInterval(() => {}, 1000); });`;
        const child = spawn(process.execPath, ["-e", script], {
          stdio: ["ignore", "pipe", "inherit"],
        });
        await new Promise((resolve) => child.stdout.once("data", resolve));
        expect(processesNaming(`${own}/dhcp-ssh-`)).toHaveLength(2);
        child.kill("SIGKILL");
        await until("ssh to end", async () => processesNaming(`${own}/dhcp-ssh-`).length === 0);
        expect(readdirSync(own).filter((name) => name.startsWith("dhcp-ssh-"))).toEqual([]);
      });

      it("are asked again after the connection broke", async () => {
        await within(async ({ session }) => {
          const opened = session.server(primary() as never);
          await opened.read();
          const [, client] = processesNaming(`${own}/dhcp-ssh-`);
          process.kill(client!, "SIGKILL");
          await until("ssh to end", async () => processesNaming(`${own}/dhcp-ssh-`).length === 0);
          expect(Object.keys((await opened.read()).configuration.scopes)).toEqual(["10.0.1.0/24"]);
        });
      });

      it("refuse a user whose key they do not know", async () => {
        writeFileSync(ssh.files.authorizedKeys, "");
        expect(await refusal(primary())).toBe(
          `ssh://dhcp1.test${socketOf("server1")}: "root@127.0.0.1" was not allowed to log in (publickey). Check that ssh has the private key (ssh-add -l, IdentityFile) and the server the public key: in the user's authorized_keys. Passwords are never asked for. [ssh-denied]`,
        );
      });

      it("are not logged in to while their host keys are unknown", async () => {
        writeFileSync(ssh.files.knownHosts, "");
        expect(await refusal(primary())).toMatch(
          /: no ED25519 host key of .* is in known_hosts, so no login was attempted\. .*\/etc\/ssh\/ssh_host_\*_key\.pub/,
        );
      });

      it("say that there is no socket at this path", async () => {
        expect(await refusal(at("dhcp1.test", "/run/none/kea"))).toBe(
          "ssh://dhcp1.test/run/none/kea: the server has no socket /run/none/kea. Start kea-dhcp4 there, or correct the path: it is socket-name of the control socket in the server's configuration. [ssh-socket-missing]",
        );
      });

      it("say that no program listens on the socket that a killed server left", async () => {
        kea.server1.daemon.kill("SIGKILL");
        await kea.server1.daemon.stop();
        expect(await refusal(primary())).toMatch(
          /: no program listens on the socket .*\. Start kea-dhcp4 on the server\. \[ssh-socket-closed\]$/,
        );
        await kea.server1.daemon.start();
        await kea.ready();
      });

      it("say that sshd does not forward to sockets or ports", async () => {
        writeFileSync(ssh.files.authorizedKeys, `no-port-forwarding ${keys}`);
        expect(await refusal(primary())).toBe(
          `ssh://dhcp1.test${socketOf("server1")}: the ssh server does not forward this user to Unix sockets. Allow it in the server's sshd_config (AllowStreamLocalForwarding yes, DisableForwarding no), and remove no-port-forwarding or restrict before the user's key in authorized_keys. [ssh-socket-not-forwarded]`,
        );
        expect(await refusal(at("dhcp1.test", "?http=8000"))).toMatch(
          /the ssh server does not forward this user to port 8000\..*\[ssh-port-not-forwarded\]$/,
        );
      });

      it("name every possible reason to a user who may run no command on the server", async () => {
        writeFileSync(ssh.files.authorizedKeys, `no-port-forwarding,command="false" ${keys}`);
        expect(await refusal(primary())).toMatch(
          /: the ssh server did not open the socket .* \(AllowStreamLocalForwarding\)\. \[ssh-socket-not-opened\]$/,
        );
      });

      it("say that nothing listens on a port of their loopback", async () => {
        expect(await refusal(at("dhcp1.test", "?http=9"))).toBe(
          "ssh://dhcp1.test?http=9: no program answers on port 9 of the server's loopback (connect failed: Connection refused). Start kea-ctrl-agent on the server, or correct the port. [ssh-port-closed]",
        );
      });
    });

    again(() => {
      it("say that a user may not use the socket", async () => {
        const other = await sshServer({
          hosts: ["dhcp1.test"],
          accounts: [
            "root:x:0:0::/root:/bin/sh",
            "sshd:x:100:65534::/run/sshd:/bin/false",
            "guest:x:65533:65533::/tmp:/bin/sh\n",
          ].join("\n"),
        });
        const url = `ssh://guest@dhcp1.test:${other.port}${socketOf("server1")}`;
        expect(await refusal({ driver: "kea", url, sshConfig: other.files.sshConfig })).toMatch(
          /: the user who logs in has no permission to use the socket .*\[ssh-socket-forbidden\]$/,
        );
        await other.end();
      });
    });
  });

  withKea("2.6.3")("a server with an agent on its loopback", () => {
    it("is reached through the agent, with its password", async () => {
      const kea = await pair({
        version: "2.6.3",
        password: "battery staple",
        serves: () => ({ subnet4: [scope(600)] }),
      });
      const ssh = await sshServer({ hosts: ["dhcp1.test"] });
      const { port } = new URL(kea.server1.url);
      const server = {
        ...kea.server1.args,
        url: `ssh://root@dhcp1.test:${ssh.port}?http=${port}`,
        sshConfig: ssh.files.sshConfig,
      };
      const { configuration } = await within(({ session }) => session.read(server as never));
      expect(Object.keys(configuration.scopes)).toEqual(["10.0.1.0/24"]);
      await ssh.end();
    });
  });
});
