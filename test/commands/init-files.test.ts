// init on configuration files and exports.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { findPackageSource } from "../../provider/commands/package.js";
import { added, project } from "../helpers/cli/engine/cli.js";
import { folder, run } from "../helpers/cli/commands/command.js";
import { both, conf, fits, made } from "../helpers/cli/commands/init.js";

const twoFiles = { "dhcp1.conf": conf("dhcp1.conf"), "dhcp2.conf": conf("dhcp2.conf") };

describe("init on files", () => {
  it("makes a project that previews", async () => {
    const stack = await project({ program: "", empty: true, files: twoFiles });
    const { code, stdout } = await run(stack.folder, both, { PULUMI_BACKEND_URL: "file://state" });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^dhcp1: dhcp1\.conf, 2 scopes\ndhcp2: dhcp2\.conf, 2 scopes\nFailover relationship "headquarters", hot standby\.\n1 of 2 failover scopes differs: 10\.0\.1\.0\/24\.\n/,
    );
    expect(stdout).not.toContain("pulumi login");
    expect(await stack.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
    expect(added(await stack.previewJson()).length).toBe(3);
  });

  const scope = (n: number) => ({
    id: n,
    subnet: `10.0.${n}.0/24`,
    pools: [{ pool: `10.0.${n}.100 - 10.0.${n}.199` }],
  });
  const printers = [1, 2, 3].map((n) => ({
    "hw-address": `02:00:00:00:07:0${n}`,
    "ip-address": `10.0.1.${n}`,
    hostname: `printer-${n}`,
  }));
  const peers = ["alder", "birch"].map((name, i) => ({
    name,
    url: `http://192.0.2.${i + 1}:8001/`,
    role: i === 0 ? "primary" : "standby",
  }));
  const kea = (self: string, more: object) =>
    JSON.stringify({
      Dhcp4: {
        "hooks-libraries": [
          {
            library: "libdhcp_ha.so",
            parameters: {
              "high-availability": [{ "this-server-name": self, mode: "hot-standby", peers }],
            },
          },
        ],
        subnet4: [scope(1)],
        ...more,
      },
    });

  it("counts the differences that the project reports and does not write, and names the argument that writes them", async () => {
    const here = folder({
      "one.conf": kea("alder", { reservations: printers }),
      "two.conf": kea("birch", {
        reservations: printers.slice(1),
        "valid-lifetime": 600,
        subnet4: [scope(1), scope(2)],
      }),
    });
    const { code, stdout } = await run(here, [
      "init",
      "--primary",
      "one.conf",
      "--partner",
      "two.conf",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "\nNo failover scope of 1 differs.\n" +
        'Outside scopes, birch differs from alder in 2 places, which the project reports but does not write. Set serverSettings: "replicate" to write them.\n' +
        "birch has a scope that alder does not have: 10.0.2.0/24. The project reports it but does not remove it. Set prune: true to remove it.\n",
    );
    expect(readFileSync(join(here, "Pulumi.production.yaml"), "utf8")).toContain(
      "DHCP_FAILOVER_REPORTED=refuse pulumi preview --expect-no-changes",
    );
  });

  it.each([
    [
      "a copy of the same server as its partner",
      {
        primary: { file: "now.conf", itself: "birch", name: "now" },
        partner: { file: "before.conf", itself: "birch", name: "before" },
      },
    ],
    [
      "a copy of the same server as the primary",
      {
        primary: { file: "2026-11-30.conf", itself: "birch", name: "primary" },
        partner: { file: "birch.conf", itself: "birch", name: "birch" },
      },
    ],
    [
      "a copy of the other server",
      {
        primary: { file: "now.conf", itself: "alder", name: "alder" },
        partner: { file: "before.conf", itself: "birch", name: "birch" },
      },
    ],
    [
      "a partner that calls itself what the primary does",
      {
        primary: { file: "kea.conf", itself: "alder", name: "primary" },
        partner: { file: "old/kea.conf", itself: "alder", name: "partner" },
      },
    ],
  ])("names the servers by their kind where one is %s", async (_, { primary, partner }) => {
    const here = folder();
    mkdirSync(join(here, "old"));
    writeFileSync(join(here, primary.file), kea(primary.itself, {}));
    writeFileSync(join(here, partner.file), kea(partner.itself, { "valid-lifetime": 600 }));
    const { stdout, stderr } = await run(here, [
      "init",
      "--primary",
      primary.file,
      "--partner",
      partner.file,
    ]);
    expect(stderr).toBe("");
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      `${primary.name}: ${primary.file}, 1 scope`,
      `${partner.name}: ${partner.file}, 1 scope`,
    ]);
    const { config } = parse(readFileSync(join(here, "Pulumi.production.yaml"), "utf8")) as {
      config: Record<string, object>;
    };
    expect(Object.keys(config["dhcp-failover:servers"]!)).toEqual([primary.name, partner.name]);
  });

  it("recognises an export of Windows by its file name", async () => {
    const exports = Object.fromEntries(
      ["dhcp1.xml", "dhcp2.xml"].map((name) => [
        name,
        readFileSync(join(root, "examples", "windows-exports", name), "utf8"),
      ]),
    );
    const here = folder(exports);
    const { code, stdout } = await run(here, [
      "init",
      "--primary",
      "dhcp1.xml",
      "--partner",
      "dhcp2.xml",
    ]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^dhcp1: dhcp1\.xml, Windows Server 2016 or later, 2 scopes\n[^]*\ndhcp1 has no failover relationship: every scope is replicated\.\n/,
      ),
    });
    const file = parse(readFileSync(join(here, "Pulumi.production.yaml"), "utf8")) as {
      config: Record<string, unknown>;
    };
    expect(file.config["dhcp-failover:servers"]).toEqual({
      dhcp1: { driver: "file", path: "dhcp1.xml", format: "windows" },
      dhcp2: { driver: "file", path: "dhcp2.xml", format: "windows" },
    });
    expect(fits(file)).toBe(true);
  });

  describe("of a hub", () => {
    const relationship = (spoke: string, self: string) => ({
      "user-context": { name: `to-${spoke}` },
      "this-server-name": self,
      mode: "hot-standby",
      peers: [
        { name: "hub", url: "http://192.0.2.1:8001/", role: "primary" },
        { name: spoke, url: "http://192.0.2.2:8001/", role: "standby" },
      ],
    });
    const server = (lifetime: number, ...relationships: object[]) =>
      JSON.stringify({
        Dhcp4: {
          "hooks-libraries": [
            { library: "libdhcp_ha.so", parameters: { "high-availability": relationships } },
          ],
          subnet4: ["east", "west"].map((spoke, i) => ({
            id: i + 1,
            subnet: `10.0.${i + 1}.0/24`,
            "valid-lifetime": lifetime,
            "user-context": { "ha-server-name": spoke },
          })),
        },
      });
    const files = {
      "kea1.conf": server(3600, relationship("east", "hub"), relationship("west", "hub")),
      "kea2.conf": server(3600, relationship("west", "west")),
      "kea3.conf": server(7200, relationship("east", "east")),
    };

    it("makes a project that replicates what the hub shares with the partner", async () => {
      const here = folder(files);
      const { code, stdout, stderr } = await run(here, [
        "init",
        "--primary",
        "kea1.conf",
        "--partner",
        "kea2.conf",
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(
        '\nThe two share "to-west": only the scopes of these relationships are replicated.\nNo failover scope of 1 differs.\n',
      );
      const file = parse(readFileSync(join(here, "Pulumi.production.yaml"), "utf8")) as {
        config: Record<string, unknown>;
      };
      expect(file.config).toMatchObject({
        "dhcp-failover:servers": { hub: { path: "kea1.conf" }, west: { path: "kea2.conf" } },
        "dhcp-failover:replications": {
          "to-west": { primary: "hub", partner: "west", names: ["to-west"] },
        },
      });
    });

    it("makes a project that replicates to several partners", async () => {
      const stack = await project({ program: "", empty: true, files });
      const { code, stdout, stderr } = await run(stack.folder, [
        "init",
        "--primary",
        "kea1.conf",
        "--partner",
        "kea2.conf",
        "--partner",
        "kea3.conf",
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("\n1 of 2 failover scopes differs: 10.0.1.0/24.\n");
      const file = parse(await stack.read("Pulumi.production.yaml")) as {
        config: Record<string, unknown>;
      };
      expect(file.config["dhcp-failover:replications"]).toEqual({
        all: { primary: "hub", partners: { west: "west", east: "east" } },
      });
      expect(fits(file), JSON.stringify(fits.errors)).toBe(true);
      expect(await stack.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
      expect(added(await stack.previewJson())).toEqual(["10.0.1.0/24 leaseDuration: 7200 => 3600"]);
    });

    it("refuses several partners that it cannot tell apart", async () => {
      const here = folder({ ...files, ...twoFiles });
      const init = (second: string) =>
        run(here, [
          ...["init", "--primary", "kea1.conf", "--partner", "kea2.conf"],
          ...["--partner", second],
        ]);
      expect((await init("dhcp2.conf")).stderr).toBe(
        "dhcp2.conf has no failover relationship of its own with kea1.conf. With several partners, each needs one. Give one --partner, and create a project for each partner. [partner-without-relationship]\n",
      );
      expect((await init("./kea2.conf")).stderr).toBe(
        "kea2.conf and ./kea2.conf are the same server. Name each server once. [same-server]\n",
      );
    });
  });

  it("names a package inside the folder by its relative path, so that both can move", () => {
    const here = folder(twoFiles);
    const place = join(here, "node_modules", "pulumi-dhcp-failover");
    mkdirSync(place, { recursive: true });
    const installed = (resolved: string) => {
      writeFileSync(
        join(here, "node_modules", ".package-lock.json"),
        JSON.stringify({ packages: { "node_modules/pulumi-dhcp-failover": { resolved } } }),
      );
      return findPackageSource(here, place);
    };
    expect(installed("file:packages/100% ours.tgz")).toEqual({
      version: "file:packages/100% ours.tgz",
    });
    expect(installed("file:../elsewhere.tgz")).toEqual({
      version: `file:${join(tmpdir(), "elsewhere.tgz")}`,
      file: join(tmpdir(), "elsewhere.tgz"),
    });
    expect(
      installed("https://registry.npmjs.org/pulumi-dhcp-failover/-/pulumi-dhcp-failover-0.1.0.tgz"),
    ).toEqual({ version: expect.stringMatching(/^\^\d+\.\d+\.\d+$/) });
  });

  it("overwrites nothing, and leaves nothing half written", async () => {
    for (const name of [...made, "Pulumi.yml"]) {
      const here = folder({ ...twoFiles, [name]: "mine" });
      const { code, stdout, stderr } = await run(here, both);
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: "",
        stderr: `There is ${name} in ${here} already, and existing files are not overwritten. Go to an empty folder, or run init with --print: it shows what to add to the project that is there. [files-exist]\n`,
      });
      expect(readdirSync(here).sort()).toEqual(["dhcp1.conf", "dhcp2.conf", name].sort());
      expect(readFileSync(join(here, name), "utf8")).toBe("mine");
    }
    const here = folder({ ...twoFiles, "index.js": "mine", "package.json": "{}" });
    expect((await run(here, both)).stderr).toContain("There are index.js, package.json in ");
  });
});
