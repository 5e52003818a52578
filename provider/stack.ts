// A stack without code: the program behind Pulumi.yaml declares what the stack's configuration file tells.
import "./start/program.js";
import { type CustomResourceOptions, type Resource, RunError, runtime } from "@pulumi/pulumi";
import { messages, UserError } from "./core/messages.js";
import { drivers } from "./drivers/index.js";
import { FailoverRelationship, type FailoverRelationshipArgs } from "./resources/relationship.js";
import { FailoverReplication, type FailoverReplicationArgs } from "./resources/replication.js";
import { FailoverScope, type FailoverScopeArgs } from "./resources/scope.js";
import { entries, type Entry, namespace, type Section, waitsFor } from "./stack/file.js";

type Declare = (name: string, args: never, options: CustomResourceOptions) => Resource;

const declare: Readonly<Record<Section, Declare>> = {
  relationships: (name, args: FailoverRelationshipArgs, options) =>
    new FailoverRelationship(name, args, options),
  replications: (name, args: FailoverReplicationArgs, options) =>
    new FailoverReplication(name, args, options),
  scopes: (name, args: FailoverScopeArgs, options) => new FailoverScope(name, args, options),
};

/** Whether a value of the configuration is or holds a secure one. The SDK has this function without telling of it. */
const isSecret = (key: string): boolean =>
  (runtime as { isConfigSecret?: (key: string) => boolean }).isConfigSecret?.(key) ?? false;

/** What the engine hands over of our namespace: values as JSON, a plain text as it is. */
function held(): Readonly<Record<string, unknown>> {
  const ours = Object.entries(runtime.allConfig()).filter(([key]) =>
    key.startsWith(`${namespace}:`),
  );
  return Object.fromEntries(
    ours.map(([key, text]) => {
      if (isSecret(key)) throw messages.stackSecure(key);
      return [key.slice(namespace.length + 1), parsed(text)];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

try {
  const declared: { readonly entry: Entry; readonly resource: Resource }[] = [];
  for (const entry of entries(held(), drivers)) {
    const dependsOn = declared
      .filter((earlier) => waitsFor(entry, earlier.entry))
      .map(({ resource }) => resource);
    declared.push({
      entry,
      resource: declare[entry.section](entry.name, entry.args as never, { dependsOn }),
    });
  }
} catch (error) {
  throw error instanceof UserError ? new RunError(error.message) : error;
}
