// The lines in which init describes servers: their relationships and in what they differ. The
// differences are those of the plan that a preview shows.
import { ignoreNothing } from "../core/keep.js";
import { messages } from "../core/messages.js";
import type { Configuration } from "../core/model.js";
import { modeNames } from "../core/relationship.js";
import { labelScopes } from "../core/scope-labels.js";
import { type ScopeChoice, selectScopes } from "../core/select.js";
import type { Operation } from "../lifecycle/operation.js";
import { createReplicationContext } from "../lifecycle/replication.js";
import { listChangedObjects, planReplication } from "../lifecycle/replication-plan.js";
import { countSettings } from "../lifecycle/reported.js";
import type { ReadPartner, ReadServer, ReadServers } from "./pair.js";

/** Relationships that are chosen by name; none means every failover scope. */
export type RelationshipChoice = { readonly names?: readonly string[] };

/**
 * Returns the relationships with these partners, if the primary has others as well, as in a hub;
 * otherwise no choice.
 */
export function chooseRelationships({ primary, partners }: ReadServers): RelationshipChoice {
  const shared = [...new Set(partners.flatMap(({ relationships }) => relationships))];
  const all = Object.keys(primary.snapshot.configuration.relationships);
  return shared.length > 0 && shared.length < all.length ? { names: shared } : {};
}

/** Returns the argument `partner`, or `partners` by their names in the primary's relationships. */
export function partnerArguments<T>(
  partners: readonly ReadPartner[],
  toValue: (partner: ReadPartner) => T,
): { readonly partner: T } | { readonly partners: Readonly<Record<string, T>> } {
  if (partners.length === 1) return { partner: toValue(partners[0]!) };
  const byName = partners.map((partner) => [partner.peerName!, toValue(partner)] as const);
  return { partners: Object.fromEntries(byName) };
}

/** Returns the lines that describe the servers, their relationships and their differences. */
export async function describePair(
  current: Operation,
  { primary, partners }: ReadServers,
  choice: RelationshipChoice,
): Promise<readonly string[]> {
  const scopes = selectScopes(
    choice,
    primary.snapshot.configuration,
    partners[0]!.snapshot.configuration,
  ).scopes;
  const configurations = [primary, ...partners].map(({ snapshot }) => snapshot.configuration);
  const args = {
    primary: primary.reached,
    ...partnerArguments(partners, ({ reached }) => reached),
    ...choice,
  };
  return [
    ...[primary, ...partners].map(describeServer),
    ...describeRelationships(primary, partners),
    ...(choice.names ? [messages.foundChosen(choice.names)] : []),
    ...(await describeDifferences(current, { args, scopes, configurations })),
    ...partners.flatMap((partner) => {
      const partnerName = partners.length > 1 ? { partnerName: partner.peerName! } : {};
      return countUnwritten(primary, partner, { ...choice, ...partnerName });
    }),
  ];
}

function describeServer({ name, text, snapshot }: ReadServer): string {
  const scopeCount = Object.keys(snapshot.configuration.scopes).length;
  return messages.foundServer(name, text, snapshot.software?.name, scopeCount);
}

/** Returns a line for each relationship, with the states that its servers report. */
function describeRelationships(
  primary: ReadServer,
  partners: readonly ReadServer[],
): readonly string[] {
  const relationships = Object.entries(primary.snapshot.configuration.relationships);
  if (relationships.length === 0) return [messages.foundNoRelationship(primary.name)];
  return relationships.map(([name, { mode }]) => {
    const states = [primary, ...partners].flatMap((server) => describeState(server, name));
    return messages.foundRelationship(name, modeNames[mode], states);
  });
}

function describeState(server: ReadServer, relationship: string): readonly string[] {
  return (server.snapshot.failover ?? [])
    .filter((health) => health.relationship === relationship)
    .map(({ state }) => messages.foundState(server.name, state));
}

/** The replication that the project declares: its arguments, its scopes, and what names those. */
interface Replicated {
  readonly args: Record<string, unknown>;
  readonly scopes: readonly string[];
  readonly configurations: readonly Configuration[];
}

/**
 * Names the scopes in which the first preview will show differences, or says why it refuses.
 */
async function describeDifferences(
  current: Operation,
  { args, scopes, configurations }: Replicated,
): Promise<readonly string[]> {
  const context = createReplicationContext(current);
  const plan = await current.session.run(() =>
    planReplication(context, args, { isNew: true, isPreview: false }),
  );
  if ("errors" in plan) return plan.errors.map(({ message }) => messages.previewRefuses(message));
  const changed = listChangedObjects(context, plan);
  return [
    messages.foundDifferences(
      scopes.length,
      labelScopes(
        changed.filter((name) => scopes.includes(name)),
        ...configurations,
      ),
      changed.filter((name) => !scopes.includes(name)),
    ),
  ];
}

/**
 * Counts what the project reports and does not write, and names the argument that would have it
 * written.
 */
function countUnwritten(
  primary: ReadServer,
  partner: ReadServer,
  choice: ScopeChoice,
): readonly string[] {
  const configurations = [primary.snapshot.configuration, partner.snapshot.configuration] as const;
  const settings = countSettings(configurations[0], partner.snapshot, { isIgnored: ignoreNothing });
  const scopes = selectScopes(choice, ...configurations).onlyOnPartner;
  const lines: string[] = [];
  if (settings > 0) lines.push(messages.foundSettings(primary.name, partner.name, settings));
  if (scopes.length > 0) {
    const message = primary.snapshot.isPartial ? "foundStraysByPart" : "foundStrays";
    lines.push(
      messages[message](primary.name, partner.name, labelScopes(scopes, configurations[1])),
    );
  }
  return lines;
}
