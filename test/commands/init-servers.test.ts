// init as users run it: from the packed package with npx on real servers that have drifted, and what stands in its way.
import { again, once } from "../parts.js";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { added, project } from "../helpers/cli/engine/cli.js";
import { allEdited, edits } from "../helpers/kea/edits.js";
import { belongsTo, hub } from "../helpers/kea/hub.js";
import { pair, type PairOptions } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";
import { npm, packed } from "../helpers/cli/package/npm.js";
import { folder, run } from "../helpers/cli/commands/command.js";
import { fits, made } from "../helpers/cli/commands/init.js";

const drifted = (more: Partial<PairOptions> = {}) =>
  pair({ serves: (name) => allEdited(name === "server1" ? "primary" : "partner"), ...more });

withKea("2.2.0")("init on a real pair", () => {
  again(() =>
    it("makes a project whose first preview shows exactly what has drifted", async () => {
      const servers = await drifted({ relationshipName: "campus" });
      try {
        const [tarball, stack] = await Promise.all([
          packed(),
          project({ program: "", bare: true, empty: true }),
        ]);
        const [, ...command] = /^npx .* init .*$/m
          .exec(readFileSync(join(root, "README.md"), "utf8"))![0]
          .split(" ");
        const here: Readonly<Record<string, string>> = {
          "--package=/path/to/pulumi-dhcp-failover-0.1.0.tgz": `--package=${tarball}`,
          "https://dhcp1:8000": servers.server1.url,
          "https://dhcp2:8000": servers.server2.url,
        };
        const said = await npm(
          stack.folder,
          "exec",
          "--yes",
          "--prefer-offline",
          ...command.flatMap((word) =>
            word === "pulumi-dhcp-failover" ? ["--", word] : [here[word] ?? word],
          ),
        );
        const expected = edits();
        const scopes = new Set(
          expected.filter(({ part, scope }) => part === scope).map(({ part }) => part),
        );
        expect(said).toMatch(
          new RegExp(
            `^server1: ${servers.server1.url}, Kea 2\\.2\\.\\d+, 7 scopes\nserver2: ${servers.server2.url}, Kea 2\\.2\\.\\d+, 6 scopes\n`,
          ),
        );
        expect(said).toContain(
          '\nFailover relationship "campus", hot standby: server1 reports "hot-standby", server2 reports "hot-standby".\n',
        );
        expect(said).toContain(
          `\n${scopes.size} of 7 failover scopes differ: ${[...scopes].sort().join(", ")}. Outside scopes: classes.phones, sharedNetworks.campus.\n`,
        );
        expect(said).toContain(
          `\nWritten: ${made.join(", ")}.\npackage.json installs this package from ${tarball}: `,
        );

        const steps = said
          .slice(said.indexOf("\nNext, here:\n"))
          .trim()
          .split("\n")
          .slice(1)
          .map((line) => line.trim().replace(/\s+#.*/, ""));
        expect(steps).toEqual([
          "npm install",
          "pulumi login --local",
          "pulumi stack init production",
          "pulumi preview --diff",
        ]);
        await npm(stack.folder, "install", "--prefer-offline");
        expect(await stack.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
        const told = added(await stack.previewJson());
        expect(told.map((line) => line.replace(/: .*/, "")).sort()).toEqual(
          expected.map(({ part, leaf }) => `${part} ${leaf}`).sort(),
        );
        for (const { part, leaf, told: wanted } of expected)
          expect(
            told
              .find((line) => line.startsWith(`${part} ${leaf}: `))!
              .slice(`${part} ${leaf}: `.length),
          ).toMatch(wanted);
        expect(await stack.read("Pulumi.production.yaml")).toContain(
          "# yaml-language-server: $schema=node_modules/pulumi-dhcp-failover/stack.schema.json",
        );
        expect(
          existsSync(
            join(stack.folder, "node_modules", "pulumi-dhcp-failover", "stack.schema.json"),
          ),
        ).toBe(true);
        expect(await stack.up()).toMatchObject({ code: 0 });
        expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
      } finally {
        await servers.end();
      }
    }),
  );

  once(() => {
    it("reaches servers that want a password and a certificate, and writes references to them into the project", async () => {
      const servers = await drifted({ access: "https" });
      try {
        const { file } = servers.server1.args.password as { file: string };
        const { ca, client } = servers.certificates!;
        const stack = await project({ program: "", empty: true });
        const servers2 = ["--primary", servers.server1.url, "--partner", servers.server2.url];
        const tls = ["--ca", ca.cert, "--cert", client.cert, "--key", client.key];
        expect(await run(stack.folder, ["init", ...servers2, ...tls])).toEqual({
          code: 1,
          stdout: "",
          stderr: expect.stringContaining(" requires a user and a password."),
        });
        expect(
          await run(stack.folder, [
            "init",
            ...servers2,
            "--user",
            "admin",
            "--password-env",
            "KEA_PASSWORD",
            ...tls,
          ]),
        ).toEqual({
          code: 1,
          stdout: "",
          stderr: expect.stringContaining(
            'is read from the environment variable "KEA_PASSWORD", which is not set.',
          ),
        });
        expect(existsSync(join(stack.folder, "Pulumi.yaml"))).toBe(false);
        const password = readFileSync(file, "utf8");
        const { code, stdout, stderr } = await run(stack.folder, [
          "init",
          ...servers2,
          "--user",
          "admin",
          "--password-file",
          file,
          ...tls,
          "--stack",
          "lab",
        ]);
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        const text = await stack.read("Pulumi.lab.yaml");
        expect(stdout + text).not.toContain(password);
        const reference = {
          driver: "kea",
          user: "admin",
          password: { file },
          tls: { ca: { file: ca.cert }, cert: { file: client.cert }, key: { file: client.key } },
        };
        expect(parse(text)).toEqual({
          config: {
            "dhcp-failover:servers": {
              server1: { ...reference, url: servers.server1.url },
              server2: { ...reference, url: servers.server2.url },
            },
            "dhcp-failover:replications": { all: { primary: "server1", partner: "server2" } },
          },
        });
        expect(fits(parse(text)), JSON.stringify(fits.errors)).toBe(true);
        expect(await stack.pulumi("stack", "init", "lab")).toMatchObject({ code: 0 });
        expect(added(await stack.previewJson()).length).toBe(edits().length);
      } finally {
        await servers.end();
      }
    });

    it("refuses one server at two addresses and one that does not answer, and reports what a preview will refuse", async () => {
      const servers = await drifted({ alone: ["server2"] });
      try {
        const here = folder();
        const { url, unixUrl } = servers.server1;
        expect(await run(here, ["init", "--primary", url, "--partner", unixUrl])).toEqual({
          code: 1,
          stdout: "",
          stderr: `${url} and ${unixUrl} are the same server. Name each server once. [same-server]\n`,
        });
        const [first, ...more] = (
          await run(here, ["init", "--primary", url, "--partner", servers.server2.url])
        ).stdout.split("\n");
        expect(first).toMatch(/^server1: /);
        expect(more.join("\n")).toContain(
          `\nA preview currently fails: ${url} is in the failover relationship "server1/server2", but its partner, ${servers.server2.url}, runs no failover. `,
        );
        for (const name of readdirSync(here)) rmSync(join(here, name));
        await servers.server2.agent!.stop();
        expect(
          await run(here, ["init", "--primary", url, "--partner", servers.server2.url]),
        ).toEqual({
          code: 1,
          stdout: "",
          stderr: `${servers.server2.url}: the connection was refused; no program listens at this address. Start the server, or correct the address. [connection-refused]\n`,
        });
        expect(readdirSync(here)).toEqual([]);
      } finally {
        await servers.end();
      }
    });
  });
});

once(() => {
  withKea("2.6.3")("init on a real hub", () => {
    it("makes a project that replicates to both spokes", async () => {
      const subnet = (spoke: 1 | 2, lifetime: number) => ({
        id: spoke,
        subnet: `10.0.${spoke}.0/24`,
        "valid-lifetime": lifetime,
        ...belongsTo(spoke),
      });
      const servers = await hub({
        serves: (place) => ({
          subnet4:
            place === "hub"
              ? [subnet(1, 7200), subnet(2, 7200)]
              : [place === "spoke1" ? subnet(1, 3600) : subnet(2, 3600)],
        }),
      });
      try {
        const stack = await project({ program: "", empty: true });
        const { code, stdout, stderr } = await run(stack.folder, [
          "init",
          "--primary",
          servers.hub.url,
          "--partner",
          servers.spoke1.url,
          "--partner",
          servers.spoke2.url,
        ]);
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        expect(stdout).toContain(
          '\nFailover relationship "hub2/spoke2", hot standby: primary reports "hot-standby", spoke2 reports "hot-standby".\n2 of 2 failover scopes differ: 10.0.1.0/24, 10.0.2.0/24.\n',
        );
        expect(await stack.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
        expect(added(await stack.previewJson())).toEqual([
          "10.0.1.0/24 leaseDuration: 3600 => 7200",
          "10.0.2.0/24 leaseDuration: 3600 => 7200",
        ]);
      } finally {
        await servers.end();
      }
    });
  });
});
