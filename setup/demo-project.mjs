// The project of examples/two-files without code, in a temporary folder: what the demo runs and the picture shows.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { environment, root } from "./paths.mjs";

/** Creates an empty folder and returns it with the environment of a CLI that keeps its state there, once there is a CLI. */
export function createFolder(purpose) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `pulumi-dhcp-failover-${purpose}-`)));
  return {
    folder,
    get env() {
      return {
        ...environment(),
        PULUMI_HOME: join(folder, ".pulumi", "home"),
        PULUMI_BACKEND_URL: `file://${join(folder, ".pulumi")}`,
        PULUMI_CONFIG_PASSPHRASE: "",
      };
    },
  };
}

/** Writes the project and its two configuration files. `settings`: lines of Pulumi.yaml. */
export function writeProject(folder, stack, settings) {
  const link = (target, name) =>
    symlinkSync(target, join(folder, "node_modules", name), "junction");
  mkdirSync(join(folder, "node_modules"));
  mkdirSync(join(folder, ".pulumi", "home"), { recursive: true });
  link(root, "pulumi-dhcp-failover");
  link(join(root, "node_modules", "@pulumi"), "@pulumi");
  for (const name of ["dhcp1.conf", "dhcp2.conf"])
    cpSync(join(root, "examples", "two-files", name), join(folder, name));
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write("package.json", '{ "private": true }\n');
  write("index.js", 'require("pulumi-dhcp-failover/stack");\n');
  write("Pulumi.yaml", settings);
  write(
    `Pulumi.${stack}.yaml`,
    readFileSync(join(root, "Pulumi.demo.yaml"), "utf8").replaceAll("examples/two-files/", ""),
  );
}
