// Files for the command init, and what it makes of them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { root } from "../../../../setup/paths.mjs";

export const conf = (name: string) =>
  readFileSync(join(root, "examples", "two-files", name), "utf8");
export const fits = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync(join(root, "stack.schema.json"), "utf8")) as object,
);
export const made = ["Pulumi.production.yaml", "Pulumi.yaml", "index.js", "package.json"];
export const both = ["init", "--primary", "dhcp1.conf", "--partner", "dhcp2.conf"];
