// The rows of both providers: previews that change nothing, through the dynamic provider and through the plugin, and the plugin's start.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { createRequire } from "node:module";

import { node, root } from "../setup/paths.mjs";
import { pluginFolder, pluginName } from "../setup/plugin-names.mjs";
import { keaDocument, keaText } from "./documents.mjs";
import { compareInTurn } from "./measure.mjs";
import { createProject, idleProgram, idleProvider } from "./project.mjs";

const primary = { driver: "file", path: "dhcp1.conf" };
const partner = { driver: "file", path: "dhcp2.conf" };
const dynamicDoor = {
  door: "dynamic provider",
  /** Returns the files of a program that declares these resources. */
  declare: (type, all) => ({
    "index.js": `const dhcp = require("pulumi-dhcp-failover");\n${all.map(({ name, args }) => `new dhcp.${type}("${name}", ${JSON.stringify(args)});`).join("\n")}`,
  }),
};
const pluginDoor = {
  door: "plugin, YAML",
  // JSON is YAML.
  declare: (type, all) => ({
    "Pulumi.yaml": JSON.stringify({
      name: "bench",
      runtime: "yaml",
      resources: Object.fromEntries(
        all.map(({ name, args }) => [
          name,
          { type: `dhcp-failover:index:${type}`, properties: args },
        ]),
      ),
    }),
  }),
};

const oneReplication = ["FailoverReplication", [{ name: "all", args: { primary, partner } }]];
const scopes = (count) => [
  "FailoverScope",
  Array.from({ length: count }, (_, n) => {
    const scopeId = `10.${n >> 8}.${n & 255}.0`;
    return { name: `scope${n}`, args: { primary, partner, scopeId } };
  }),
];

const filesOf = (size) => {
  const text = keaText(keaDocument(size));
  return { "dhcp1.conf": text, "dhcp2.conf": text };
};
const preview = (pulumi) => () => pulumi("preview", "--suppress-progress", "--expect-no-changes");

/** A program in Node that reads both files. */
const readBoth = `const fs = require("node:fs");\nfor (const name of ["dhcp1.conf", "dhcp2.conf"]) JSON.parse(fs.readFileSync(name, "utf8"));`;

/** Returns the row of a preview that changes nothing. `theirs`: the files of the other project. */
const previewRow = ({ id, work, against, most, door, declared, size, theirs }) => ({
  id,
  work: `no-op preview of ${work}, ${door.door}`,
  against,
  most,
  unit: "ms",
  async measure({ folder, rounds }) {
    const files = filesOf(size);
    const ours = await createProject(folder, id, { ...door.declare(...declared), ...files });
    const other = await createProject(folder, `${id}-other`, theirs(files));
    return compareInTurn(rounds, preview(ours), preview(other));
  },
});

const thousand = {
  work: "one `FailoverReplication` over 1,000 scopes",
  against: "an empty program in Node",
  declared: oneReplication,
  size: { subnets: 1000, reservations: 10 },
  theirs: () => ({ "index.js": "" }),
};
const tenThousand = {
  work: "one `FailoverReplication` over 10,000 scopes × 10 reservations",
  against: "a program in Node that reads both files with `JSON.parse`",
  declared: oneReplication,
  size: { subnets: 10_000, reservations: 10 },
  theirs: (files) => ({ "index.js": readBoth, ...files }),
};
const manyScopes = {
  work: "1,000 `FailoverScope`s",
  against: "1,000 resources of a dynamic provider that does nothing",
  declared: scopes(1000),
  size: { subnets: 1000, reservations: 10 },
  theirs: () => ({ "index.js": idleProgram(1000), "nothing.js": idleProvider }),
};

/** Starts the plugin, and returns the milliseconds until it has answered its first call. */
async function timeFirstAnswer(engine) {
  const require = createRequire(join(root, "package.json"));
  const { credentials } = require("@grpc/grpc-js");
  const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb.js");
  const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js");
  const began = performance.now();
  const plugin = spawn(node, [join(root, "dist", pluginFolder, pluginName), engine]);
  const [port] = await once(plugin.stdout, "data");
  const client = new ResourceProviderClient(
    `127.0.0.1:${Number(port)}`,
    credentials.createInsecure(),
  );
  await new Promise((resolve, reject) =>
    client.getPluginInfo(new Empty(), (error, info) => (error ? reject(error) : resolve(info))),
  );
  const taken = performance.now() - began;
  client.close();
  plugin.kill();
  await once(plugin, "close");
  return taken;
}

function timeEmptyNode() {
  const began = performance.now();
  spawnSync(node, ["-e", "0"]);
  return performance.now() - began;
}

const firstAnswer = {
  id: "plugin-start",
  work: "the plugin's start to its first answer",
  against: "an empty `node -e 0`",
  most: 1.5,
  unit: "ms",
  async measure({ folder, rounds }) {
    const declared = pluginDoor.declare(...oneReplication);
    const files = filesOf({ subnets: 10, reservations: 10 });
    await createProject(folder, "plugin-start", { ...declared, ...files }); // keeps compiled code
    const engine = createServer((socket) => socket.on("error", () => {}).resume());
    await once(engine.listen(0, "127.0.0.1"), "listening");
    const address = `127.0.0.1:${engine.address().port}`;
    try {
      return await compareInTurn(rounds * 5, () => timeFirstAnswer(address), timeEmptyNode);
    } finally {
      engine.close();
    }
  },
};

export const providerRows = [
  previewRow({ id: "yaml-1000", most: 1, door: pluginDoor, ...thousand }),
  previewRow({ id: "dynamic-1000", door: dynamicDoor, ...thousand }),
  previewRow({ id: "yaml-10000", most: 1, door: pluginDoor, ...tenThousand }),
  previewRow({ id: "dynamic-10000", door: dynamicDoor, ...tenThousand }),
  previewRow({ id: "yaml-scopes", most: 1, door: pluginDoor, ...manyScopes }),
  previewRow({ id: "dynamic-scopes", most: 1.15, door: dynamicDoor, ...manyScopes }),
  firstAnswer,
];
