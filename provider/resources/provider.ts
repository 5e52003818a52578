// The link from a resource to its provider: a constant that names the package, never serialised
// code.
import { createRequire } from "node:module";
import {
  RunError,
  runtime,
  type CustomResourceOptions,
  type Input,
  type Inputs,
} from "@pulumi/pulumi";
import { judgeOptions } from "./options.js";
import { typePrefix } from "./type-prefix.js";

const entry = "pulumi-dhcp-failover/provider";
const remedy =
  "cannot be loaded from the folder of Pulumi.yaml. Add it to the dependencies in the package.json there and run npm install.";

/**
 * Returns the source text of a dynamic provider as the engine stores it in the state. It names the
 * package without a version or a path, so an upgrade changes no resource and old resources run the
 * new code. The package is resolved from the folder of Pulumi.yaml, where the engine starts the
 * provider. The error has no stack, because the SDK would show it.
 */
export const providerSource = (
  part: "relationship" | "scope" | "replication" | "scopes" | "failovers",
): string =>
  [
    `exports.handler=()=>{const load=require("module").createRequire(process.cwd()+"/_");`,
    `try{load.resolve("${entry}")}`,
    `catch{throw Object.assign(new Error("pulumi-dhcp-failover ${remedy}"),{stack:"the resource's error says what and why."})}`,
    `return load("${entry}").${part}};`,
  ].join("");

/**
 * Throws if the provider's process will not find the package: this file may have been bundled, or
 * belong to another package.
 */
function assertProviderResolves(name: string): void {
  try {
    createRequire(`${process.cwd()}/_`).resolve(entry);
  } catch {
    throw new RunError(`${name}: the package pulumi-dhcp-failover ${remedy}`);
  }
}

/** Returns the Pulumi type of a resource of this package. */
export const resourceType = (name: string): string => typePrefix + name;

/**
 * Returns the text by which the provider knows a resource, because the engine does not pass it on:
 * the resource's name, behind the parent's URN if there is one.
 */
export const identifyResource = (
  name: string,
  options: CustomResourceOptions | undefined,
): Input<string> => {
  const parent = options?.parent;
  if (parent === undefined) return name;
  return parent.urn.apply((urn) => `${urn}::${name}`);
};

/**
 * Returns the input that marks a preview, which the engine does not pass on: the provider then
 * lists what an update would write, and a partner that cannot be read is an error.
 */
export const markPreview = (): Inputs => (runtime.isDryRun() ? { __preview: true } : {});

/**
 * Returns the options of a resource that must not lose what it replicated when it is renamed,
 * replaced or destroyed. Throws if the provider cannot be loaded.
 */
export function retainOnPartner(
  name: string,
  options: CustomResourceOptions | undefined,
  onDelete: "retain" | "remove" | undefined,
): CustomResourceOptions {
  assertProviderResolves(name);
  return judgeOptions({ ...(onDelete !== "remove" && { retainOnDelete: true }), ...options });
}
