// The abilities of an open server besides being read: writes, costs, leases and its own
// replication.
import { indexByNetwork, ipv4ToNumber, networkAddress } from "../../../core/address.js";
import { apply } from "../../../core/apply.js";
import { messages } from "../messages.js";
import type { Configuration, ScopeId, Stretch, Tree } from "../../../core/model.js";
import { findRelationship } from "../../../core/relationship.js";
import { listAddedScopes } from "../../../core/sweeping.js";
import { keepCopy, resolveBackupFolder } from "../../../storage/backups.js";
import { rethrowAsUserError } from "../../../transports/unanswered.js";
import type {
  Applied,
  Cost,
  NativeReplicationRequest,
  PlannedWrite,
  Snapshot,
} from "../../driver.js";
import { normalizeForWindows } from "../normalize.js";
import { findActivatedScopes } from "../plan/activated-scopes.js";
import type { Step, Value } from "../plan/step.js";
import { planSteps } from "../plan/steps.js";
import { toUserError } from "./answer.js";
import { normalizeFor, readServer, toSnapshot, type OpenServer } from "./open-server.js";
import type { CallResult } from "./shell.js";
import { writeSteps } from "./write-steps.js";

/** The file that a copy of a server consists of: the answer of the reading script. */
export const copyName = "dhcp-server.json";

/**
 * Writes a plan call by call. Throws where the server changed since it was read, cannot hold the
 * plan, or refuses a call.
 */
export async function applyPlan(
  server: OpenServer,
  { from, changes, desired, replicateNatively }: PlannedWrite,
): Promise<Applied> {
  const { shell, backupDir, retryDelayMs } = server;
  const { configuration, unsupported } = normalizeFor(server, desired, from);
  if (unsupported.length > 0) throw messages.unsupported(shell.label, unsupported);
  // Read once more right before the first call: between the two somebody else's change can be lost.
  const { readScope } = from;
  const before = await readServer(server, readScope);
  if (before.version !== from.version) throw messages.serverChanged(shell.label);
  const backupPath = keepCopy(
    resolveBackupFolder(backupDir),
    from.identity,
    new Map([[`/${copyName}`, `${JSON.stringify(before.document, null, 2)}\n`]]),
  );
  const { after, warnings } = await writeSteps({
    shell,
    from: before,
    steps: forceRemovals(planSteps(from.configuration, configuration, changes)),
    ...(replicateNatively && { replicateNatively }),
    expected: omitUnreadableSecrets(from.configuration, configuration),
    backupPath,
    readSnapshot: () => readServer(server, readScope),
    readScope,
    retryDelayMs,
  });
  server.last = after;
  return { after: toSnapshot(server, after, readScope), warnings };
}

/**
 * Answers the question that Remove-DhcpServerv4Scope asks where a scope has leases: nobody is there
 * to
 * be asked, and whoever planned this saw that no client holds an address, or was forced.
 */
const forceRemovals = (steps: readonly Step[]): readonly Step[] =>
  steps.map((step) =>
    step.cmdlet === "Remove-DhcpServerv4Scope"
      ? { ...step, parameters: { ...step.parameters, Force: true } }
      : step,
  );

/**
 * Returns what a later reading can confirm: of the secret that a relationship was made with, a
 * server
 * states no more than that there is one.
 */
const omitUnreadableSecrets = (
  from: Configuration,
  { relationships, ...rest }: Configuration,
): Configuration => ({
  ...rest,
  relationships: Object.fromEntries(
    Object.entries(relationships).map(([name, relationship]) => [
      name,
      findRelationship(from, name)
        ? relationship
        : { ...relationship, own: omitProperty(relationship.own, "sharedSecret") },
    ]),
  ),
});

const omitProperty = (tree: Tree = {}, name: string): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([key]) => key !== name));

/**
 * Returns what a write costs: its calls, and scopes that are active for a moment or outside
 * failover.
 */
export function estimateCost(
  { shell }: OpenServer,
  { from, changes }: Pick<PlannedWrite, "from" | "changes">,
  primary: Snapshot,
): Cost {
  const { configuration } = normalizeForWindows(
    from.configuration,
    apply(changes, from.configuration, primary.configuration),
  );
  const calls = planSteps(from.configuration, configuration, changes).length;
  const withoutFailover = listAddedScopes(changes);
  const activated = findActivatedScopes(from.configuration, changes);
  return {
    warnings: [
      ...(calls > 0 ? [messages.windowsCalls(shell.label, calls)] : []),
      ...(activated.length > 0 ? [messages.windowsActivated(shell.label, activated)] : []),
      ...(withoutFailover.length > 0
        ? [messages.windowsScopesOutsideFailover(shell.label, withoutFailover)]
        : []),
    ],
  };
}

/** Runs the server's own replication. Returns the scopes that it states as replicated. */
export async function replicateFailover(
  server: OpenServer,
  { names, scopes, throttleLimit = 0 }: NativeReplicationRequest,
): Promise<readonly ScopeId[]> {
  const { shell } = server;
  const { configuration } = server.last ?? (await readServer(server));
  const parameters: Readonly<Record<string, Value>> = {
    ...(names && { Name: names }),
    ...(scopes && { ScopeId: scopes.map(networkAddress) }),
    Force: true,
    ...(throttleLimit > 0 && { ThrottleLimit: throttleLimit }),
  };
  const result: CallResult = await shell
    .makeCalls([{ cmdlet: "Invoke-DhcpServerv4FailoverReplication", parameters }], {
      scopes: Math.max(1, Object.keys(configuration.scopes).length),
    })
    .catch(rethrowAsUserError);
  if (result.failure) throw toUserError(shell.label, result.failure);
  const ids = indexByNetwork(configuration.scopes);
  return result.answers.map((address) => ids.get(address) ?? address);
}

/**
 * Returns the number of active leases of each scope: 0 where the server does not have the scope.
 */
export async function countActiveLeases(
  server: OpenServer,
  scopes: readonly ScopeId[],
): Promise<readonly (number | undefined)[]> {
  const { configuration } = server.last ?? (await readServer(server));
  const existing = scopes.filter((scope) => configuration.scopes[scope] !== undefined);
  const leases =
    existing.length > 0
      ? await server.shell.countLeases(existing.map(networkAddress))
      : new Map<string, number>();
  return scopes.map((scope) => (existing.includes(scope) ? leases.get(networkAddress(scope)) : 0));
}

/**
 * Counts the active leases in stretches of a scope's addresses. A reserved address stays its
 * client's, in a range or not. Nothing where the server does not list its leases.
 */
export async function countLeasesWithin(
  { shell }: OpenServer,
  scope: ScopeId,
  stretches: readonly Stretch[],
): Promise<number | undefined> {
  const leases = await shell.readLeases(networkAddress(scope)).catch(() => undefined);
  const bounds = stretches.map(
    ([first, last]) => [ipv4ToNumber(first), ipv4ToNumber(last)] as const,
  );
  return leases?.filter((address) => {
    const number = ipv4ToNumber(address);
    return bounds.some(([first, last]) => first <= number && number <= last);
  }).length;
}
