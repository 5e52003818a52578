// getFailover: reads the failover relationships of a server. The engine knows it as a resource that
// is only ever read.
import { messages } from "../core/messages.js";
import type { Configuration, Relationship } from "../core/model.js";
import { requireRelationship, requireScope, selectScopes } from "../core/select.js";
import type { Snapshot } from "../drivers/driver.js";
import { parseArguments, failoversShape, type ServerArgs } from "./arguments.js";
import { isUnknown, UNKNOWN } from "./inputs.js";
import { untilInterrupted } from "./interruption.js";
import type { Operation } from "./operation.js";
import { countSettings, type ReportedCounts } from "./reported.js";

interface FailoverQuery {
  readonly server: ServerArgs;
  /** Compared with the server, where it is given. */
  readonly partner?: ServerArgs;
  readonly names?: readonly string[];
  readonly scopeIds?: readonly string[];
}

/** Creates the provider of getFailover for one operation. */
export const failoverReader = (operation: Operation) => ({
  read: (id: string, props: Record<string, unknown>) =>
    untilInterrupted(
      operation.session.run(async () => {
        const { relationships: _before, ...query } = props;
        if (isUnknown(query)) return { id, props: { ...query, relationships: UNKNOWN } };
        const relationships = await readSelectedRelationships(operation, query);
        return { id, props: { ...query, relationships } };
      }),
    ),
});

/** Reads and describes the relationships that a query selects. */
async function readSelectedRelationships(
  { session, drivers }: Operation,
  query: Readonly<Record<string, unknown>>,
) {
  const servers = query.partner === undefined ? ["server"] : ["server", "partner"];
  const parsed = parseArguments<FailoverQuery>(failoversShape(), query, servers, drivers);
  if ("errors" in parsed) throw messages.questionInvalid("getFailover", parsed.errors[0]!);
  const { server, partner, ...choice } = parsed.args;
  // Relationships alone do not state what is in their scopes.
  const readScope = partner ? undefined : { scopes: [], relationships: [] };
  const [snapshot, other] = await Promise.all([
    session.read(server, readScope),
    partner && session.read(partner),
  ]);
  if (other && session.isSameServer(snapshot, other))
    throw messages.sameServer(session.server(server).label, session.server(partner!).label);
  return findRelationships(choice, snapshot).map((name) => ({
    ...describeRelationship(name, snapshot.configuration.relationships[name]!, snapshot),
    ...(other && { reported: countReported(name, snapshot.configuration, other) }),
  }));
}

/** Returns the names of the relationships that a query selects. */
function findRelationships(
  { names, scopeIds }: Omit<FailoverQuery, "server" | "partner">,
  { configuration }: Snapshot,
): readonly string[] {
  const { relationships } = configuration;
  for (const name of names ?? []) requireRelationship(name, configuration, "server");
  const ids = scopeIds?.map((text) => requireScope(text, configuration, "server"));
  return Object.keys(relationships).filter(
    (name) =>
      (names?.includes(name) ?? true) &&
      (ids === undefined || relationships[name]!.scopes.some((scope) => ids.includes(scope))),
  );
}

/**
 * Counts what a replication of this relationship, with the defaults of its arguments, leaves
 * different.
 */
const countReported = (
  name: string,
  primary: Configuration,
  partner: Snapshot,
): ReportedCounts => ({
  settings: countSettings(primary, partner, { isIgnored: () => false }),
  scopes: selectScopes({ names: [name] }, primary, partner.configuration).onlyOnPartner.length,
});

const describeRelationship = (
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
