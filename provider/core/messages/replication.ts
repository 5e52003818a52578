// Errors and warnings about comparing two servers and replicating one to the other.
import type { Health } from "../health.js";
import {
  CombinedError,
  countOf,
  listed,
  pathText,
  quoted,
  type UserError,
  userError,
  secondsText,
  oneOrMany,
  listedClauses,
  inBrackets,
} from "./sentence.js";

const holdersText = (leases: number | undefined): string =>
  leases === undefined
    ? "clients may hold"
    : oneOrMany(leases, "1 client holds", `${leases} clients hold`);
const placesText = (properties: readonly string[]): string =>
  oneOrMany(properties, "one place", `${properties.length} places`);

type Ends = readonly [first: string, last: string];
const endsText = ([first, last]: Ends): string => `${first} - ${last}`;

function outsideText(leases: number | undefined): string {
  if (leases === undefined) return "It is not known how many active leases that leaves outside.";
  if (leases === 0) return "That leaves no active lease outside.";
  return `That leaves ${oneOrMany(leases, "1 active lease", `${leases} active leases`)} outside.`;
}

export const replicationMessages = {
  // ---- guards ----
  primaryEmpty: (label: string) =>
    userError(
      "primary-empty",
      `The primary, ${label}, has no scopes.`,
      "Check that primary names the right server. " +
        "A reinstalled server must first be filled from the remaining one. " +
        "If it should have no scopes, set force: true.",
    ),
  tooManyRemoved: (label: string, removed: number, all: number) =>
    userError(
      "too-many-removed",
      `This would remove ${removed === all ? `all ${all}` : `${removed} of the ${all}`} scopes ` +
        `of the partner, ${label}.`,
      "If this is intended, set force: true. Otherwise omit prune: then they are only reported.",
    ),
  subnetIdReused: (label: string, reused: readonly string[]) =>
    userError(
      "subnet-id-reused",
      `Subnet ids of ${label} would be reused for other subnets: ${listed(reused, 4)}. ` +
        "Leases refer to their subnet by its id, so leases of the old subnet would belong to the " +
        "new one.",
      "Give the new subnet another id on the primary, or set force: true if no lease is left.",
    ),
  collectionsEmptied: (label: string, collection: string, scopes: readonly string[]) =>
    userError(
      "collections-emptied",
      `This would remove all ${collection} of ${scopes.length} scopes of the partner, ` +
        `${label}: ${listed(scopes, 4)}.`,
      "Check that primary names the right server. If this is intended, set force: true.",
    ),
  manyReservationsRemoved: (label: string, removed: number, all: number) =>
    userError(
      "many-reservations-removed",
      `This would remove ${removed} of the ${all} reservations of the partner, ${label}.`,
      "Check that primary names the right server. If this is intended, set force: true.",
    ),
  leaseTimeShortened: (label: string, properties: readonly string[]) =>
    userError(
      "lease-time-shortened",
      `Lease times of the partner, ${label}, would fall below 60 s or to less than a tenth: ` +
        `${listed(properties, 4)}. Clients would renew that much more often.`,
      "Check the unit (seconds) on the primary. If this is intended, set force: true.",
    ),
  allScopesDropped: (label: string) =>
    userError(
      "all-scopes-dropped",
      `Every scope of the partner, ${label}, would accept only the class DROP, ` +
        "whose clients get no answer.",
      "Correct client-classes on the primary. " +
        "If no client should be answered, set force: true.",
    ),
  notAPair: (
    primary: string,
    partner: string,
    ours: readonly string[],
    theirs: readonly string[],
  ) =>
    userError(
      "not-a-pair",
      `The primary, ${primary}, and the partner, ${partner}, are not a failover pair: ` +
        `the failover ${oneOrMany(ours, "relationship", "relationships")} of one ` +
        `(${listed(ours, 4)}) and of the other (${listed(theirs, 4)}) have other peers.`,
      "Check that primary names the right server. To copy between pairs anyway, set force: true.",
    ),
  subnetIdsDiffer: (label: string, scopes: readonly string[]) =>
    userError(
      "subnet-ids-differ",
      `Scopes have different subnet ids on the partner, ${label}, and the primary: ` +
        `${listed(scopes)}. The server finds leases by that id: ` +
        "after a change the partner no longer finds its existing leases.",
      "Use the partner's ids on the primary, or set force: " +
        "true once the leases were moved or may be lost.",
    ),
  failoverMissing: (primary: string, partner: string, names: readonly string[]) =>
    userError(
      "failover-missing",
      `${primary} is in ` +
        `${oneOrMany(names, "the failover relationship", "the failover relationships")} ` +
        `${listed(names.map(quoted), 4)}, but its partner, ${partner}, runs no failover.`,
      "Configure failover there, or set force: " + "true if the partner is only a copy.",
    ),
  failoverImpaired: (label: string, name: string, state: string) =>
    userError(
      "failover-impaired",
      `The failover relationship ${quoted(name)} does not work at the moment: ` +
        `${label} reports ${quoted(state)}.`,
      "Wait until both servers report that it works, or repair it. force: true writes anyway.",
    ),
  wouldBeLost: (label: string, properties: readonly string[]) =>
    userError(
      "would-be-lost",
      `The partner, ${label}, does not return the value of ${listed(properties, 4)}, ` +
        "and a write would lose any value there.",
      "Define these options as binary there, or set force: true if they are empty.",
    ),
  wouldBeEmpty: (label: string, properties: readonly string[]) =>
    userError(
      "would-be-empty",
      `The primary, ${label}, does not return the value of ${listed(properties, 4)}, ` +
        "so they would be replicated as empty.",
      "Define these options as binary there, or set force: " +
        "true if they are empty. To preserve the partner's own values, name them in keep.",
    ),
  scopeHasLeases: (label: string, scope: string, leases: number | undefined) =>
    userError(
      "scope-has-leases",
      `The scope ${scope} would be removed from ${label}, ` +
        `where ${holdersText(leases)} addresses of it.`,
      "Wait until the leases expire, or set force: true.",
    ),
  directionReversed: (primary: string, partner: string) =>
    userError(
      "direction-reversed",
      `This resource last replicated from ${partner} to ${primary}, and would now replicate in ` +
        "the opposite direction.",
      "If the partner is to become the source, set force: true for one run. " +
        "Otherwise swap primary and partner back.",
    ),
  directionReversedElsewhere: (
    primary: string,
    partner: string,
    last: { readonly resource: string; readonly time: string; readonly path: string },
  ) =>
    userError(
      "direction-reversed",
      `${last.resource} last replicated from ${partner} to ${primary}, at ${last.time} ` +
        `(recorded in ${pathText(last.path)}). ` +
        "This resource would replicate in the opposite direction.",
      `If ${primary} is to become the source, set force: true for one run. ` +
        "Otherwise swap primary and partner.",
    ),
  sameServer: (primary: string, partner: string) =>
    userError(
      "same-server",
      `primary (${primary}) and partner (${partner}) are the same server.`,
      "Name two servers.",
    ),
  numberedNames: () =>
    'A number after a name, as in "leaseDuration (2)", means that the last update changed the ' +
    "same property and the state still has that entry. --refresh avoids these numbers.",
  driftNotListed: () =>
    "This operation did not refresh: edits of the partner are counted here, and only --refresh " +
    "lists them as drift.",
  removalElsewhere: (label: string, scopes: readonly string[]) =>
    userError(
      "removal-elsewhere",
      `${scopes.length > 0 ? `The scope ${scopes.join(", ")} was` : "Something was"} ` +
        `replicated to a server that is no longer ${label}, so nothing was removed.`,
      "Remove it on that server by hand, then remove the resource from the state with pulumi " +
        "state delete.",
    ),
  partnerReadOnly: (label: string, why: string) =>
    userError(
      "partner-read-only",
      `The partner, ${label}, cannot be written: ${why}`,
      "Change its configuration at the source.",
    ),

  unsupported: (label: string, unsupported: readonly string[]) =>
    userError(
      "unsupported",
      `The partner, ${label}, does not support some of the primary's configuration: ` +
        `${unsupported.slice(0, 3).join(" ")}`,
      unsupported.length > 3 ? `And ${unsupported.length - 3} more.` : "",
    ),
  valueUnreachable: (properties: readonly string[]) =>
    `${listed(properties)} cannot get the primary's value, because an unchanged setting of the ` +
    "partner depends on its current one. Name it in keep, or replicate that setting too.",
  twoPrimaries: (part: string, label: string, holder: string, claimant: string) =>
    userError(
      "two-primaries",
      `Two resources replicate ${part} to ${label} from different primaries, which differ in ` +
        `it: ${holder} and ${claimant}. They would overwrite each other.`,
      "Make it equal on both primaries, or use the same primary in both resources.",
    ),
  scopeNotFound: (text: string) =>
    userError(
      "scope-not-found",
      `Neither server has a scope ${quoted(text)}.`,
      "Remove this resource from the program, or correct scopeId.",
    ),
  pruneWithScopeIds: () =>
    userError(
      "prune-with-scope-ids",
      "prune and scopeIds are both set: prune removes scopes that only the partner has, " +
        "but a resource with scopeIds never changes a scope that it does not name.",
      "Omit one of them.",
    ),
  alreadyInSync: (label: string) =>
    `${label} is already in sync: creating this resource writes nothing to it.`,
  onlyPersistenceMissing: (label: string) =>
    `${label} is already in sync: only its configuration file is written, so that a restart ` +
    "keeps the configuration.",
  removedNotPersisted: (reasons: readonly string[]) =>
    userError(
      "removed-not-persisted",
      "The removal took effect in the running configuration, but a restart would bring the " +
        `removed scopes back. ${reasons.join(" ")}`,
      "The resource stays in the state. Correct the cause and run this again.",
    ),
  primaryAlsoWritten: (label: string, holder: string, name: string) =>
    `${label}, the primary of ${name}, is itself written by ${holder}: ` +
    "those changes are replicated further by the next update.",
  claimedTwice: (scope: string, label: string, holder: string, claimant: string) =>
    userError(
      "claimed-twice",
      `Two resources replicate the scope ${scope} to ${label}: ${holder} and ${claimant}.`,
      "Remove it from one of them: exclude omits scopes from a FailoverReplication.",
    ),
  driftUnrecorded: (label: string, properties: readonly string[]) =>
    userError(
      "drift-unrecorded",
      `The partner, ${label}, has other values, and no earlier replication is recorded that ` +
        `would show who changed them: ${listed(properties)}.`,
      'Make the two servers equal by hand, or replicate once with onDrift: "overwrite".',
    ),
  driftRefused: (edited: readonly (readonly [label: string, properties: readonly string[]])[]) =>
    userError(
      "drift-refused",
      edited
        .map(
          ([label, properties]) =>
            `The partner, ${label}, was changed since the last replication: ` +
            `${listedClauses(properties)}.`,
        )
        .join(" "),
      'Apply the correct values to the primary, or replicate once with onDrift: "overwrite".',
    ),
  driftedProperty: (
    leaf: string,
    names: { readonly primary: string; readonly partner: string },
    values: { readonly base: string; readonly primary: string; readonly partner: string },
  ) =>
    `${leaf} (${names.partner} has ${values.partner}, ${names.primary} ${values.primary}; ` +
    `last replicated ${values.base})`,

  // ---- writing ----
  serverChanged: (label: string) =>
    userError(
      "server-changed",
      `${label} changed after this operation read it.`,
      "Nothing more was written to it. Run this again to see the current state.",
    ),
  plansContradict: (label: string, properties: readonly string[]) =>
    userError(
      "plans-contradict",
      `Resources of this program have conflicting changes for ${label}: ${listed(properties)}.`,
      "Nothing was written. Use the same primary for them, or put the scopes that share these " +
        "settings into one resource.",
    ),
  notInSync: (label: string, properties: readonly string[]) =>
    userError(
      "not-in-sync",
      `${label} was written, but is not in sync afterwards: ${listed(properties)}.`,
      "Run a preview to see its current state.",
    ),
  internalError: (doing: string, cause: unknown) =>
    userError(
      "internal-error",
      `Internal error in ${doing}: ` +
        `${cause instanceof Error ? cause.message.split("\n")[0]! : String(cause)}`,
      "This is a bug in pulumi-dhcp-failover. Please report it.",
      cause,
    ),

  // ---- what a person should know; nothing is refused ----
  partnerUnused: (name: string) => `partners has ${quoted(name)}, but no selected scope needs it.`,
  atPartner: (name: string, refused: UserError) =>
    userError(refused.code, `partners.${name}: ${refused.text}`, "", refused.cause),
  notWritten: (reasons: readonly string[]) => new CombinedError("not-written", reasons),
  partnersAlreadyWritten: (names: readonly string[]) =>
    `${oneOrMany(names, "The partner", "The partners")} ${listed(names.map(quoted))} ` +
    `${oneOrMany(names, "was", "were")} written and ${oneOrMany(names, "is", "are")} not ` +
    "written again.",
  pruneWithPart: () =>
    userError(
      "prune-with-part",
      "prune removes scopes that the primary does not have, but the primary is an export of " +
        "selected scopes (it has no IPv6 element): its server may have more.",
      "Export the primary without -ScopeId, or omit prune.",
    ),
  objectNotCompared: (primary: string, partner: string, what: string) =>
    `${what} differs between ${primary} and ${partner}. ` +
    "It is not compared in detail and not replicated.",
  optionsBuiltIn: (label: string, parts: readonly string[]) =>
    `The software of ${label} has ${listed(parts)} built in and does not accept a definition ` +
    `of ${oneOrMany(parts, "it", "them")}, so it is omitted. ` +
    `The values of ${oneOrMany(parts, "this option", "these options")} are replicated.`,
  extraScopes: (label: string, scopes: readonly string[]) =>
    `${label} also has ${oneOrMany(scopes, "a scope", `${scopes.length} scopes`)} that the ` +
    `primary does not have: ${listed(scopes)}. Not changed; prune: ` +
    `true removes ${oneOrMany(scopes, "it", "them")}.`,
  extraScopesOfPart: (label: string, scopes: readonly string[]) =>
    `${label} also has ${oneOrMany(scopes, "a scope", `${scopes.length} scopes`)} that the ` +
    `primary, an export of selected scopes, does not have: ${listed(scopes)}. Not changed; ` +
    `the primary's server may have ${oneOrMany(scopes, "it", "them")}.`,
  relationshipMissing: (label: string, name: string) =>
    `${label} does not have the failover relationship ${quoted(name)} of the primary: ` +
    "leases are not shared.",
  relationshipContradicted: (label: string, name: string, wrong: readonly string[]) =>
    `${label} disagrees with the primary about the failover relationship ${quoted(name)}: ` +
    `it has ${wrong.join("; ")}. Relationships are not replicated.`,
  settingsDiffer: (primary: string, partner: string, properties: readonly string[]) =>
    `Outside scopes, ${partner} differs from ${primary} in ${placesText(properties)}, ` +
    `which only serverSettings: "replicate" writes: ${listedClauses(properties)}.`,
  settingsRefused: (primary: string, partner: string, properties: readonly string[]) =>
    userError(
      "settings-refused",
      `Outside scopes, ${partner} differs from ${primary} in ${placesText(properties)}, ` +
        `which this program does not write: ${listedClauses(properties)}.`,
      "Make the two servers equal, set serverSettings: " +
        '"replicate" in a FailoverReplication to write them, or name in keep what may differ.',
    ),
  extraScopesRefused: (
    primary: string,
    partner: string,
    scopes: readonly string[],
    isPart: boolean,
  ) =>
    userError(
      "extra-scopes-refused",
      `${partner} has ${oneOrMany(scopes, "a scope", `${scopes.length} scopes`)} that ` +
        `${primary} does not have, which this program does not remove: ${listed(scopes)}.`,
      isPart
        ? "The primary is an export of selected scopes: export it without -ScopeId, " +
            "or name in exclude the scopes to retain."
        : "Make the two servers equal, set prune: true to remove them, or name in exclude the " +
            "scopes to retain.",
    ),
  otherDifferencesRefused: (primary: string, partner: string, sentences: readonly string[]) =>
    userError(
      "other-differences-refused",
      `${partner} and ${primary} also differ in settings that this program does not write: ` +
        `${sentences.join(" ")}`,
      "Make the two servers equal by hand.",
    ),
  reportedVariable: (variable: string, value: string) =>
    userError(
      "reported-variable",
      `The environment variable ${variable} is ${quoted(value)}.`,
      'Set it to "refuse" to make every reported difference an error, or unset it.',
    ),
  partnerNewer: (primary: string, partner: string, from: string, to: string) =>
    `${partner} runs ${to}, which is newer than ${primary} with ${from}. ` +
    "Replicate from the newer server, so that no newer setting is missing on either.",
  inheritingScopes: (scopes: number) =>
    `; in force in ${oneOrMany(scopes, "one scope", `${scopes} scopes`)} of the partner`,
  sharedObjectCreated: (label: string, part: string, primary: string, scopes: readonly string[]) =>
    `${part} will be created on ${label} because a selected scope uses it. ` +
    `On ${primary} it is also used by ${listed(scopes)}.`,
  sharedObjectChanged: (label: string, part: string, scopes: readonly string[]) =>
    `${part} on ${label} is also used by ${listed(scopes)}: a change to it affects them too.`,
  rangeNarrowed: (
    label: string,
    scope: string,
    range: { readonly former: Ends; readonly remaining: readonly Ends[] },
    leases: number | undefined,
  ) =>
    `${scope} on ${label}: the range ${endsText(range.former)} ${
      range.remaining.length === 0
        ? "is removed"
        : `becomes ${listed(range.remaining.map(endsText), 4)}`
    }. ${outsideText(leases)}`,
  changesOnBothServers: (
    scope: string,
    primary: number,
    partner: number,
    both: readonly string[],
  ) =>
    `${scope}: since the last replication the primary changed ${countOf(primary)}, ` +
    `the partner ${countOf(partner)}` +
    (both.length > 0 ? `, both changed ${listed(both, 4)}.` : "."),
  changesInMoreScopes: (scopes: number) =>
    `${scopes} more scopes changed since the last replication.`,
  failoverRecovered: (label: string, took: number, states: readonly string[]) =>
    `${label}: failover works again after ${secondsText(took)} (${listed(states)}).`,
  failoverNotRecovered: (
    label: string,
    took: number,
    states: readonly string[],
    { hasStopped, restartCommand, obstacle }: UnrecoveredFailover,
  ) =>
    `${label}: failover has not recovered after ${secondsText(took)}: ${listed(states)}. ` +
    "The new configuration stays in place. " +
    (hasStopped
      ? "Failover stopped because the two configurations differed, or the clocks differ by more " +
        "than a minute: correct that, then restart it on the server that was not written" +
        `${inBrackets(restartCommand)}.`
      : `Check the logs of both servers.${inBrackets(obstacle)}`),
  failoverState: (label: string, relationship: string, state: string) =>
    `${label} reports ${quoted(state)} for ${quoted(relationship)}`,
  failoverNotWorking: (
    label: string,
    { relationship, state, condition }: Pick<Health, "relationship" | "state" | "condition">,
    restartCommand: string | undefined,
  ) =>
    `${label}: failover does not work at the moment: ` +
    `it reports ${quoted(state)} for ${quoted(relationship)}.` +
    prospects[condition] +
    (condition === "stopped" ? restartByHand(restartCommand, state) : ""),
  failoverPassing: (label: string, took: number, states: readonly string[]) =>
    userError(
      "failover-passing",
      `${label} was not written: failover does not work after waiting for ` +
        `${secondsText(took)}: ${listed(states)}.`,
      "Update again when both servers report that it works. " +
        "A larger failoverTimeout waits longer; force: true writes anyway.",
    ),
  failoverFailed: (notBack: string) =>
    userError(
      "failover-not-back",
      notBack,
      "The next update writes nothing again: it waits until failover works. " +
        "failoverTimeout sets the limit, and 0 makes this a warning.",
    ),
  failoverFailedAfterRemoval: (notBack: string) =>
    userError(
      "failover-not-back",
      notBack,
      "The removal is done. Repair failover, then run this again; it writes nothing more.",
    ),
  failoverAwaited: (label: string, relationships: readonly string[]) =>
    `${label}: failover had not recovered after the last write ` +
    `(${listed(relationships.map(quoted))}): the update waits until it works.`,
  failoverNotRestarted: (label: string, why: string) =>
    `${label}: failover could not be restarted: ${why}`,
  earlierFailure: (label: string) =>
    userError(
      "earlier-failure",
      `${label} was not written: an earlier write of this operation failed there.`,
      "Correct that error first.",
    ),
  failoverUnknown: (label: string) => `${label} does not answer`,
};

/** Failover that did not come back after a write, with what its driver says about that. */
export interface UnrecoveredFailover {
  /** True where differences stopped it. */
  readonly hasStopped: boolean;
  /** The command that restarts it by hand. */
  readonly restartCommand?: string;
  /** A further cause for which it may not come back, in a sentence. */
  readonly obstacle?: string;
}

/** Prospects of failover that does not work, by its condition. */
const prospects: Readonly<Record<Health["condition"], string>> = {
  working: "",
  passing: " It recovers by itself: an update that writes waits for it, up to failoverTimeout.",
  stopped:
    " It stopped because the two configurations differed, or the clocks differ by more than a " +
    "minute: correct that first. An update that writes restarts it.",
  impaired: "",
};

function restartByHand(command: string | undefined, state: string): string {
  const how =
    command === undefined ? "" : ` (${command} on the server that reports ${quoted(state)})`;
  return ` If nothing is left to replicate, restart it by hand${how}.`;
}
