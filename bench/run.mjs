// npm run bench: what it costs, as ratios of two things measured side by side in one run. Absolute times mean nothing: machines differ.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { environment, findCli, program, root } from "../setup/paths.mjs";
import { run } from "../setup/run.mjs";

const rounds = Number(process.argv[2] ?? 5);
const scopes = 1000;
const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-dhcp-failover-bench-")));
process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** A project of its own, its stack ready; a first `up` of a thousand resources is not what is measured, so it skips checkpoints. */
async function project(name, index, moreFiles = {}) {
  const home = join(folder, name);
  mkdirSync(join(home, "node_modules"), { recursive: true });
  mkdirSync(join(home, ".pulumi", "home"), { recursive: true });
  symlinkSync(
    join(root, "node_modules", "@pulumi"),
    join(home, "node_modules", "@pulumi"),
    "junction",
  );
  symlinkSync(root, join(home, "node_modules", "pulumi-dhcp-failover"), "junction");
  const all = {
    "package.json": '{ "private": true }',
    "Pulumi.yaml": `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\n`,
    "index.js": index,
    ...moreFiles,
  };
  for (const [file, text] of Object.entries(all)) writeFileSync(join(home, file), text);
  const env = {
    ...environment(),
    PULUMI_HOME: join(home, ".pulumi", "home"),
    PULUMI_BACKEND_URL: `file://${join(home, ".pulumi")}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_STACK: "dev",
    PULUMI_EXPERIMENTAL: "true",
    PULUMI_SKIP_CHECKPOINTS: "true",
  };
  const pulumi = async (...args) => {
    const started = process.hrtime.bigint();
    const { code, output } = await run(
      join(findCli().folder, program("pulumi")),
      [...args, "--non-interactive"],
      { cwd: home, env, quiet: true },
    );
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
    return Number(process.hrtime.bigint() - started) / 1e9;
  };
  await pulumi("stack", "init", "dev");
  await pulumi(
    "up",
    "--yes",
    "--skip-preview",
    "--suppress-progress",
    "--suppress-outputs",
    "--parallel",
    "1000",
  );
  return pulumi;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Two commands in turn; their ratio, pair by pair. */
async function row(what, ours, theirs) {
  const ratios = [];
  await ours();
  await theirs();
  for (let round = 0; round < rounds; round++) ratios.push((await ours()) / (await theirs()));
  console.log(
    `${what}: ${median(ratios).toFixed(2)} × (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}, ${rounds} rounds)`,
  );
}

const address = (n) => `10.${n >> 8}.${n & 255}`;
const kea = (name) =>
  `// ${name}\n${JSON.stringify(
    {
      Dhcp4: {
        "valid-lifetime": 3600,
        subnet4: Array.from({ length: scopes }, (_, n) => ({
          id: n + 1,
          subnet: `${address(n)}.0/24`,
          pools: [{ pool: `${address(n)}.100 - ${address(n)}.199` }],
          "option-data": [{ name: "routers", data: `${address(n)}.1` }],
          reservations: Array.from({ length: 10 }, (_host, host) => ({
            "hw-address": `02:00:00:${[n >> 8, n & 255, host].map((b) => b.toString(16).padStart(2, "0")).join(":")}`,
            "ip-address": `${address(n)}.${10 + host}`,
            hostname: `host-${host}`,
          })),
        })),
      },
    },
    undefined,
    1,
  )}\n`;
const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") };
const servers =
  'primary: { driver: "file", path: "dhcp1.conf" }, partner: { driver: "file", path: "dhcp2.conf" }';
const nothing = `
const pulumi = require("@pulumi/pulumi");
const __provider = 'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("./nothing.js").nothing;';
for (let n = 0; n < ${scopes}; n++) new pulumi.CustomResource("pulumi-nodejs:dynamic/bench:Nothing", "n" + n, { a: "x", b: n, c: true, __provider });`;
const nothingProvider = `exports.nothing = { async check(_, inputs) { return { inputs }; }, async diff() { return { changes: false }; }, async create(inputs) { return { id: "x", outs: inputs }; } };`;

/** An export of a Windows server: so many scopes, fifty reservations each. */
const windows = (name) => {
  const option = (id, value) =>
    `<OptionValue><OptionId>${id}</OptionId><Value>${value}</Value><VendorClass /><UserClass /></OptionValue>`;
  const reservation = (n, i) =>
    `<Reservation><Name>host-${i}.example.com</Name><IPAddress>${address(n)}.${10 + i}</IPAddress><ClientId>02-00-00-${[n >> 8, n & 255, i].map((b) => b.toString(16).padStart(2, "0")).join("-")}</ClientId><Type>Both</Type><Description>desk ${i}</Description></Reservation>`;
  const scope = (n) =>
    `<Scope><ScopeId>${address(n)}.0</ScopeId><Name>Scope ${n}</Name><SubnetMask>255.255.255.0</SubnetMask><StartRange>${address(n)}.100</StartRange><EndRange>${address(n)}.199</EndRange><LeaseDuration>8.00:00:00</LeaseDuration><State>Active</State><Type>Dhcp</Type><MaxBootpClients>4294967295</MaxBootpClients><NapEnable>false</NapEnable><Delay>0</Delay><NapProfile /><Description>${name}</Description><ActivatePolicies>true</ActivatePolicies><SuperScopeName /><OptionValues>${option(3, `${address(n)}.1`)}${option(51, 691200)}</OptionValues><Reservations>${Array.from({ length: 50 }, (_, i) => reservation(n, i)).join("")}</Reservations></Scope>`;
  return `<?xml version="1.0" encoding="utf-8"?>\r\n<DHCPServer xmlns="http://schemas.microsoft.com/windows/DHCPServer"><MajorVersion xmlns="">10</MajorVersion><MinorVersion xmlns="">0</MinorVersion><IPv4 xmlns=""><OptionDefinitions><OptionDefinition><Name>Router</Name><OptionId>3</OptionId><Type>IPv4Address</Type><MultiValued>true</MultiValued><DefaultValue>0.0.0.0</DefaultValue><Description /><VendorClass /></OptionDefinition></OptionDefinitions><Scopes>${Array.from({ length: scopes }, (_, n) => scope(n)).join("\r\n")}</Scopes></IPv4><IPv6 xmlns="" /></DHCPServer>\r\n`;
};
const exportFiles = { "dhcp1.xml": windows("the same"), "dhcp2.xml": windows("the same") };
const parsing = `
const { readFileSync } = require("fs");
const { SaxesParser } = require(${JSON.stringify(join(root, "node_modules", "saxes"))});
for (const file of ["dhcp1.xml", "dhcp2.xml"]) {
  const parser = new SaxesParser();
  let elements = 0;
  parser.on("opentag", () => elements++);
  parser.write(readFileSync(file, "utf8")).close();
}`;

const doNothing = await project("nothing", nothing, { "nothing.js": nothingProvider });
const empty = await project("empty", "");
const perScope = await project(
  "scopes",
  `const dhcp = require("pulumi-dhcp-failover");\nfor (let n = 0; n < ${scopes}; n++) { const scopeId = "10." + (n >> 8) + "." + (n & 255) + ".0"; new dhcp.FailoverScope(scopeId, { ${servers}, scopeId }); }`,
  files,
);
const bulk = await project(
  "bulk",
  `const dhcp = require("pulumi-dhcp-failover");\nnew dhcp.FailoverReplication("all", { ${servers} });`,
  files,
);
const exports = await project(
  "exports",
  `const dhcp = require("pulumi-dhcp-failover");\nconst server = (path) => ({ driver: "file", format: "windows", path });\nnew dhcp.FailoverReplication("all", { primary: server("dhcp1.xml"), partner: server("dhcp2.xml") });`,
  exportFiles,
);
const parsed = await project("parsed", parsing, exportFiles);
const parsedAndOne = await project(
  "one",
  `${parsing}\n${nothing.replace(`n < ${scopes}`, "n < 1")}`,
  { ...exportFiles, "nothing.js": nothingProvider },
);

const preview = (pulumi) => () => pulumi("preview", "--suppress-progress", "--expect-no-changes");
await row(
  `no-op preview of ${scopes} FailoverScopes, against ${scopes} resources of a dynamic provider that does nothing`,
  preview(perScope),
  preview(doNothing),
);
await row(
  `no-op preview of one FailoverReplication over ${scopes} scopes, against an empty program`,
  preview(bulk),
  preview(empty),
);
const exportsRow = `no-op preview between two Windows exports of ${scopes} scopes with 50 reservations each`;
await row(
  `${exportsRow}, against an empty program that only parses both`,
  preview(exports),
  preview(parsed),
);
await row(
  `${exportsRow}, against such a program with one resource of a dynamic provider that does nothing`,
  preview(exports),
  preview(parsedAndOne),
);
