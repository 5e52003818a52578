// How a resource reaches its provider: a constant that names the package, never serialised code.
import { createRequire } from "node:module";
import {
  RunError,
  runtime,
  type CustomResourceOptions,
  type Input,
  type Inputs,
} from "@pulumi/pulumi";
import { judgedOptions, typePrefix } from "./options.js";

const entry = "pulumi-dhcp-failover/provider";
const remedy =
  "cannot be loaded from the folder of Pulumi.yaml. Add it to the dependencies in the package.json there and run npm install.";

/**
 * Returns the text of a dynamic provider as the engine keeps it in the state. It names the package and nothing of a version or a
 * path, so an upgrade changes no resource and old resources run new code. The package is looked for from the folder of Pulumi.yaml,
 * where the engine starts the provider; the error has no stack, for the SDK would show it.
 */
export const provider = (
  part: "relationship" | "scope" | "replication" | "scopes" | "failovers",
): string =>
  [
    `exports.handler=()=>{const load=require("module").createRequire(process.cwd()+"/_");`,
    `try{load.resolve("${entry}")}`,
    `catch{throw Object.assign(new Error("pulumi-dhcp-failover ${remedy}"),{stack:"the resource's error says what and why."})}`,
    `return load("${entry}").${part}};`,
  ].join("");

/** Throws where the provider's process will not find the package: this file may have been bundled, or belong to another package. */
function assertProviderResolves(name: string): void {
  try {
    createRequire(`${process.cwd()}/_`).resolve(entry);
  } catch {
    throw new RunError(`${name}: the package pulumi-dhcp-failover ${remedy}`);
  }
}

export const type = (name: string): string => typePrefix + name;

/** Which resource this is, for its provider, which the engine does not tell: the name, behind the parent's URN where there is one. */
export const resource = (
  name: string,
  options: CustomResourceOptions | undefined,
): Input<string> => (options?.parent ? options.parent.urn.apply((urn) => `${urn}::${name}`) : name);

/** Where there are several partners its provider must know whether it only looks, which the engine does not tell: then one that cannot be read is an error. */
export const preview = (partners: unknown): Inputs =>
  partners !== undefined && runtime.isDryRun() ? { __preview: true } : {};

/** The options of a resource that must not lose what it replicated by being renamed, replaced or destroyed. */
export function keepsPartner(
  name: string,
  options: CustomResourceOptions | undefined,
  onDelete: "retain" | "remove" | undefined,
): CustomResourceOptions {
  assertProviderResolves(name);
  return judgedOptions({ ...(onDelete !== "remove" && { retainOnDelete: true }), ...options });
}
