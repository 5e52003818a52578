// A stack without code: the program behind Pulumi.yaml reads servers, replications and scopes from the stack's configuration file.
import { Config, RunError } from "@pulumi/pulumi";
import { alternatives, quoted } from "./core/messages.js";
import { shaped, z } from "./core/shape.js";
import { FailoverReplication, type FailoverReplicationArgs } from "./resources/replication.js";
import { FailoverScope, type FailoverScopeArgs } from "./resources/scope.js";
import type { Server } from "./resources/server.js";

const namespace = "dhcp-failover";
const config = new Config(namespace);

/** Servers are told apart by name; what a driver takes is for its provider to judge. */
const servers = z.record(z.string(), z.looseObject({ driver: z.string() }));
/** Resources name their servers; their other arguments are for the provider to judge, as in any program. */
const resources = z.record(z.string(), z.looseObject({ primary: z.string(), partner: z.string() }));

function section<T>(name: string, shape: z.ZodType<T>): T | undefined {
  const value = config.getObject<unknown>(name);
  if (value === undefined) return undefined;
  const found = shaped(z.object({ [`${namespace}:${name}`]: shape }), { [`${namespace}:${name}`]: value });
  if ("flaw" in found) throw new RunError(found.flaw.refusal.message);
  return found.value[`${namespace}:${name}`] as T;
}

const known = section("servers", servers) ?? {};

function server(name: string, where: string): Server {
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found) return found as unknown as Server;
  const names = Object.keys(known);
  throw new RunError(
    `${namespace}:${where}: there is no server ${quoted(name)}. ${names.length > 0 ? `${namespace}:servers has ${alternatives(names)}.` : `Describe it under ${namespace}:servers.`}`,
  );
}

const withServers = (kind: string, name: string, { primary, partner, ...rest }: { primary: string; partner: string }) => ({
  ...rest,
  primary: server(primary, `${kind}.${name}.primary`),
  partner: server(partner, `${kind}.${name}.partner`),
});

const replications = Object.entries(section("replications", resources) ?? {});
const scopes = Object.entries(section("scopes", resources) ?? {});
if (replications.length + scopes.length === 0) {
  throw new RunError(`This stack replicates nothing yet. Describe two servers under ${namespace}:servers and what to replicate under ${namespace}:replications or ${namespace}:scopes.`);
}

for (const [name, args] of replications) new FailoverReplication(name, withServers("replications", name, args) as FailoverReplicationArgs);
for (const [name, args] of scopes) new FailoverScope(name, withServers("scopes", name, args) as unknown as FailoverScopeArgs);
