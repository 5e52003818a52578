// What a program's compiler says before the engine is asked, and that what it lets through works.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { node, root } from "../../setup/paths.mjs";
import { added, project } from "../helpers/cli/engine/cli.js";
import { kea } from "../helpers/cli/engine/pair.js";
import { again, once } from "../parts.js";

const commonJs = [
  "--module",
  "commonjs",
  "--moduleResolution",
  "node10",
  "--ignoreDeprecations",
  "6.0",
];
const current = ["--module", "node16", "--moduleResolution", "node16"];

/** Compiles a program that imports the package; what the compiler says is an error. */
function compile(program: string, flags: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), "types-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules", "pulumi-dhcp-failover"));
    symlinkSync(join(root, "node_modules", "@pulumi"), join(folder, "node_modules", "@pulumi"));
    writeFileSync(join(folder, "index.ts"), program);
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const all = [tsc, ...flags, "--skipLibCheck", "--noEmit", "--strict", "index.ts"];
    execFileSync(node, all, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

once(() => {
  it("the imports of /stack and /provider compile under moduleResolution node", () => {
    compile(
      'import { scope } from "pulumi-dhcp-failover/provider";\nimport "pulumi-dhcp-failover/stack";\nexport { scope };\n',
      commonJs,
    );
  });

  const beginning = `
import * as pulumi from "@pulumi/pulumi";
import * as dhcp from "pulumi-dhcp-failover";
const config = new pulumi.Config();
const text = config.requireSecret("text");
const host = pulumi.interpolate\`dhcp1.\${config.require("domain")}\`;
const [dhcp1, dhcp2]: dhcp.Server[] = [{ driver: "file", path: "a" }, { driver: "file", path: "b" }];
const both = { primary: dhcp1!, partner: dhcp2! };
`;

  it("the types take outputs at every depth of a server and of a relationship", () => {
    compile(
      `${beginning}
const kea: dhcp.KeaServer = {
  driver: "kea", url: pulumi.interpolate\`https://\${host}:8000\`, user: text, password: { file: pulumi.interpolate\`\${text}/password\` },
  tls: { ca: { env: host }, cert: pulumi.output({ file: "client.pem" }) }, persist: pulumi.output(true), sizeLimit: pulumi.output(64),
  interfaces: { eth0: host }, backupDir: host,
};
const windows: dhcp.WindowsServer = { driver: "windows", computerName: host, user: text, port: pulumi.output(22), sshConfig: host, over: pulumi.output("ssh" as const) };
const file: dhcp.FileServer = { driver: "file", path: host, interfaces: pulumi.output({ eth0: "eth1" }), format: pulumi.output("kea" as const), release: "3.0" };
new dhcp.FailoverScope("a", { primary: kea, partner: pulumi.output(kea), scopeId: host, keep: [host] });
new dhcp.FailoverReplication("b", { primary: windows, partner: windows, names: [host, "offices"], exclude: pulumi.output(["10.0.1.0"]) });
new dhcp.FailoverReplication("c", { primary: file, partners: { branch: file, store: pulumi.output(file) }, scopeIds: pulumi.output(["10.0.1.0"]) });
new dhcp.FailoverReplication("d", { primary: file, partners: pulumi.output({ branch: file }), prune: "refuse" });
new dhcp.FailoverRelationship("e", {
  primary: kea, partner: kea, name: host, scopeIds: [host], sharedSecret: { env: host },
  kea: { primaryUrl: pulumi.interpolate\`http://\${host}:8001/\`, peerPassword: { file: text }, heartbeatDelay: pulumi.output(1000), multiThreading: { httpClientThreads: pulumi.output(4) } },
});
export const [scopes, relationships] = [dhcp.getScope({ server: kea }), dhcp.getFailover({ server: pulumi.output(kea), partner: kea, names: [host], scopeIds: [host] })];
`,
      current,
    );
  });

  it("the types report what a replication lacks, and what it cannot have at once", () => {
    compile(
      `${beginning}
// @ts-expect-error: neither partner nor partners
new dhcp.FailoverReplication("a", { primary: dhcp1! });
// @ts-expect-error: partner and partners
new dhcp.FailoverReplication("b", { ...both, partners: { branch: dhcp2! } });
// @ts-expect-error: names and scopeIds
new dhcp.FailoverReplication("c", { ...both, names: ["offices"], scopeIds: ["10.0.1.0"] });
// @ts-expect-error: prune is about scopes that are not chosen one by one
new dhcp.FailoverReplication("d", { ...both, scopeIds: ["10.0.1.0"], prune: true });
new dhcp.FailoverReplication("e", { ...both, scopeIds: ["10.0.1.0"], prune: false });
new dhcp.FailoverReplication("f", { ...both, names: undefined, scopeIds: ["10.0.1.0"], partners: undefined });
new dhcp.FailoverReplication("g", { ...both, names: ["offices"], prune: true });
// @ts-expect-error: a scope has one partner
new dhcp.FailoverScope("h", { primary: dhcp1!, scopeId: "10.0.1.0" });
// @ts-expect-error: a secret stands in a program
export const literal: dhcp.KeaServer = { driver: "kea", url: "https://dhcp1", user: "admin", password: text };
// @ts-expect-error: the engine must know it before anything else
new dhcp.FailoverScope("i", { ...both, scopeId: "10.0.1.0", onDelete: pulumi.output("remove" as const) });
// @ts-expect-error: a misspelled option of a server
export const misspelled: dhcp.FileServer = { driver: "file", path: "a", backupdir: "kept" };
`,
      current,
    );
  });
});

again(() =>
  it("a replication works between servers whose options are outputs", async () => {
    const shorter = kea("dhcp2").replace('"valid-lifetime": 28800', '"valid-lifetime": 600');
    const stack = await project({
      files: { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": shorter },
      program: `
const pulumi = require("@pulumi/pulumi");
const dhcp = require("pulumi-dhcp-failover");
const name = pulumi.output(Promise.resolve("dhcp"));
const primary = { driver: "file", path: pulumi.interpolate\`\${name}1.conf\`, interfaces: { eth0: name } };
const partner = pulumi.output({ driver: "file", path: pulumi.secret("dhcp2.conf"), backupDir: name });
exports.scopes = dhcp.getScope({ server: primary }).apply((scopes) => scopes.length);
const hq = new dhcp.FailoverScope("hq", { primary, partner, scopeId: pulumi.interpolate\`10.0.\${1}.0\` });
new dhcp.FailoverReplication("others", { primary, partner, scopeIds: [hq.scopeId.apply(() => "10.0.2.0")] });
`,
    });
    expect(added(await stack.previewJson())).toEqual(["leaseDuration: 600 => 28800"]);
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await stack.read("dhcp2.conf")).toBe(kea("dhcp2"));
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  }),
);
