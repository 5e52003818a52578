// getFailover: a look at the failover relationships of a server. The engine knows it as a resource that is only ever read.
import { messages } from "../core/messages.js";
import type { Configuration, Relationship } from "../core/model.js";
import { requireRelationship, requireScope, selectScopes } from "../core/select.js";
import type { Snapshot } from "../drivers/driver.js";
import { checked, failoversShape, type ServerArgs } from "./arguments.js";
import { isUnknown, UNKNOWN } from "./inputs.js";
import type { Operation } from "./operation.js";
import { countSettings, type Reported } from "./reported.js";

interface Asked {
  readonly server: ServerArgs;
  /** Compared with the server, where it is given. */
  readonly partner?: ServerArgs;
  readonly names?: readonly string[];
  readonly scopeIds?: readonly string[];
}

export const failovers = ({ session, drivers }: Operation) => ({
  read: (id: string, props: Record<string, unknown>) =>
    session.run(async () => {
      const { relationships: _before, ...asked } = props;
      if (isUnknown(asked)) return { id, props: { ...asked, relationships: UNKNOWN } };
      const shaped = checked<Asked>(
        failoversShape,
        asked,
        asked.partner === undefined ? ["server"] : ["server", "partner"],
        drivers,
      );
      if ("refused" in shaped) throw messages.askedWrongly("getFailover", shaped.refused[0]!);
      const { server, partner, ...choice } = shaped.args;
      // Alone, relationships say nothing of what is in their scopes.
      const needed = partner ? undefined : { scopes: [], relationships: [] };
      const [reading, other] = await Promise.all([
        session.read(server, needed),
        partner && session.read(partner),
      ]);
      if (other && session.isSameServer(reading, other))
        throw messages.sameServer(session.server(server).label, session.server(partner!).label);
      const relationships = named(choice, reading).map((name) => ({
        ...told(name, reading.configuration.relationships[name]!, reading),
        ...(other && { reported: reportedOf(name, reading.configuration, other) }),
      }));
      return { id, props: { ...asked, relationships } };
    }),
});

/** The names of the relationships that are asked for. */
function named(
  { names, scopeIds }: Omit<Asked, "server" | "partner">,
  { configuration }: Snapshot,
): readonly string[] {
  const { relationships } = configuration;
  names?.forEach((name) => requireRelationship(name, configuration, "server"));
  const ids = scopeIds?.map((text) => requireScope(text, configuration, "server"));
  return Object.keys(relationships).filter(
    (name) =>
      (names?.includes(name) ?? true) &&
      (ids === undefined || relationships[name]!.scopes.some((scope) => ids.includes(scope))),
  );
}

/** Counts what a replication of this relationship, with the defaults of its arguments, leaves different. */
const reportedOf = (name: string, primary: Configuration, partner: Snapshot): Reported => ({
  settings: countSettings(primary, partner, { isIgnored: () => false }),
  scopes: selectScopes({ names: [name] }, primary, partner.configuration).onlyOnPartner.length,
});

const told = (
  name: string,
  { mode, role, partner, scopes, loadBalancePercent }: Relationship,
  { failover = [] }: Snapshot,
) => ({
  name,
  mode,
  state: failover.find(({ relationship }) => relationship === name)?.state ?? "",
  role: role ?? "",
  partner: partner ?? "",
  scopeIds: scopes,
  ...(loadBalancePercent !== undefined && { loadBalancePercent }),
});
