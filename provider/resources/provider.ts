// How a resource reaches its provider: a constant that names the package, never serialised code.
import { createRequire } from "node:module";
import { RunError, runtime, type CustomResourceOptions, type Input, type Inputs } from "@pulumi/pulumi";

const entry = "pulumi-dhcp-failover/provider";
const remedy =
  "cannot be loaded from the folder of Pulumi.yaml. Add it to the dependencies in the package.json there and run npm install.";

/**
 * Returns the text of a dynamic provider as the engine keeps it in the state. It names the package and nothing of a version or a
 * path, so an upgrade changes no resource and old resources run new code. The package is looked for from the folder of Pulumi.yaml,
 * where the engine starts the provider; the error has no stack, for the SDK would show it.
 */
export const provider = (part: "relationship" | "scope" | "replication" | "scopes" | "failovers"): string =>
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

export const type = (name: string): string => `pulumi-nodejs:dynamic/dhcp:${name}`;

/** Which resource this is, for its provider, which the engine does not tell: the name, behind the parent's URN where there is one. */
export const resource = (name: string, options: CustomResourceOptions | undefined): Input<string> => (options?.parent ? options.parent.urn.apply((urn) => `${urn}::${name}`) : name);

/** Where there are several partners its provider must know whether it only looks, which the engine does not tell: then one that cannot be read is an error. */
export const preview = (partners: unknown): Inputs => (partners !== undefined && runtime.isDryRun() ? { __preview: true } : {});

const computed = ["replicate", "configure", "revision", "*"];

/** Options by which the engine takes a resource as it is, which this provider cannot answer. */
const adopting = ["import", "id", "urn"] as const;

/** Throws where an option takes over what exists by its id: an update on an equal pair does that. */
function assertNotImported(name: string, options: CustomResourceOptions | undefined): void {
  const option = adopting.find((candidate) => options?.[candidate] !== undefined);
  if (option === undefined) return;
  throw new RunError(
    `${name}: the resource option ${option} cannot work with a dynamic provider. ` +
      "Leave it out; a first update takes over what is there already, and writes only what differs.",
  );
}

/** The options of a resource that must not lose what it replicated by being renamed, replaced or destroyed. */
export function keepsPartner(name: string, options: CustomResourceOptions | undefined, onDelete: "retain" | "remove" | undefined): CustomResourceOptions {
  assertProviderResolves(name);
  assertNotImported(name, options);
  const ignored = (options?.ignoreChanges ?? []).filter((property) => computed.includes(property.replace(/^\["([^"]*)"\]/, "$1").split(/[.[]/)[0]!));
  if (ignored.length > 0) {
    throw new RunError(
      `${name}: ignoreChanges: ${JSON.stringify(ignored)} would hide differences that are then written to the partner all the same. Name leaves that are to differ in keep, which leaves them alone.`,
    );
  }
  return { ...(onDelete !== "remove" && { retainOnDelete: true }), ...options, additionalSecretOutputs: ["__key", ...(options?.additionalSecretOutputs ?? [])] };
}
