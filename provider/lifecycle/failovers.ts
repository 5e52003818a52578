// getFailover: a look at the failover relationships of a server. The engine knows it as a resource that is only ever read.
import { messages } from "../core/messages.js";
import type { Relationship } from "../core/model.js";
import { relationshipNamed, scopeNamed } from "../core/select.js";
import type { Reading } from "../drivers/driver.js";
import { checked, failoversShape, type ServerArgs } from "./arguments.js";
import { isUnknown, UNKNOWN } from "./inputs.js";
import type { Operation } from "./operation.js";

interface Asked {
  readonly server: ServerArgs;
  readonly names?: readonly string[];
  readonly scopeIds?: readonly string[];
}

export const failovers = ({ session, drivers }: Operation) => ({
  read: (id: string, props: Record<string, unknown>) =>
    session.during(async () => {
      const { relationships: _before, ...asked } = props;
      if (isUnknown(asked)) return { id, props: { ...asked, relationships: UNKNOWN } };
      const shaped = checked<Asked>(failoversShape, asked, ["server"], drivers);
      if ("refused" in shaped) throw messages.askedWrongly("getFailover", shaped.refused[0]!);
      const { server, ...choice } = shaped.args;
      const reading = await session.read(server);
      return { id, props: { ...asked, relationships: named(choice, reading).map((name) => told(name, reading.configuration.relationships[name]!, reading)) } };
    }),
});

/** The names of the relationships that are asked for. */
function named({ names, scopeIds }: Omit<Asked, "server">, { configuration }: Reading): readonly string[] {
  const { relationships } = configuration;
  names?.forEach((name) => relationshipNamed(name, configuration, "server"));
  const ids = scopeIds?.map((text) => scopeNamed(text, configuration, "server"));
  return Object.keys(relationships).filter((name) => (names?.includes(name) ?? true) && (ids === undefined || relationships[name]!.scopes.some((scope) => ids.includes(scope))));
}

const told = (name: string, { mode, role, partner, scopes, loadBalancePercent }: Relationship, { failover = [] }: Reading) => ({
  name,
  mode,
  state: failover.find(({ relationship }) => relationship === name)?.state ?? "",
  role: role ?? "",
  partner: partner ?? "",
  scopeIds: scopes,
  ...(loadBalancePercent !== undefined && { loadBalancePercent }),
});
