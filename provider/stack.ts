// A stack without code: this program declares the resources that the stack's configuration file
// lists.
import "./start/program.js";
import { type CustomResourceOptions, type Resource, RunError, runtime } from "@pulumi/pulumi";
import { messages, UserError } from "./core/messages.js";
import { drivers } from "./drivers/index.js";
import { FailoverRelationship, type FailoverRelationshipArgs } from "./resources/relationship.js";
import { FailoverReplication, type FailoverReplicationArgs } from "./resources/replication.js";
import { FailoverScope, type FailoverScopeArgs } from "./resources/scope.js";
import { readEntries, type Entry, namespace, type Section, mustWaitFor } from "./stack/file.js";

type Constructor = (name: string, args: never, options: CustomResourceOptions) => Resource;

const constructors: Readonly<Record<Section, Constructor>> = {
  relationships: (name, args: FailoverRelationshipArgs, options) =>
    new FailoverRelationship(name, args, options),
  replications: (name, args: FailoverReplicationArgs, options) =>
    new FailoverReplication(name, args, options),
  scopes: (name, args: FailoverScopeArgs, options) => new FailoverScope(name, args, options),
};

/**
 * Returns whether a value of the configuration is or holds a secure one. The SDK has this function
 * without declaring it.
 */
const isSecret = (key: string): boolean =>
  (runtime as { isConfigSecret?: (key: string) => boolean }).isConfigSecret?.(key) ?? false;

/** Returns the engine's configuration of our namespace. Throws where a value is secure. */
function readConfiguration(): Readonly<Record<string, unknown>> {
  const ours = Object.entries(runtime.allConfig()).filter(([key]) =>
    key.startsWith(`${namespace}:`),
  );
  return Object.fromEntries(
    ours.map(([key, text]) => {
      if (isSecret(key)) throw messages.stackSecure(key);
      return [key.slice(namespace.length + 1), parseJsonOrText(text)];
    }),
  );
}

/** Parses a value of the engine's configuration, which is JSON or plain text. */
function parseJsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Declares the resources of the stack file, each after those that it depends on. */
function declareResources(): void {
  const declared: { readonly entry: Entry; readonly resource: Resource }[] = [];
  for (const entry of readEntries(readConfiguration(), drivers)) {
    const dependsOn = declared
      .filter((earlier) => mustWaitFor(entry, earlier.entry))
      .map((earlier) => earlier.resource);
    const construct = constructors[entry.section];
    const resource = construct(entry.name, entry.args as never, { dependsOn });
    declared.push({ entry, resource });
  }
}

try {
  declareResources();
} catch (error) {
  throw error instanceof UserError ? new RunError(error.message) : error;
}
