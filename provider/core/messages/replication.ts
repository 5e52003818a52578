// What is not done, what went wrong while writing, and what a person should know of a replication.
import type { Health } from "../health.js";
import {
  countOf,
  listed,
  pathText,
  quoted,
  type UserError,
  refusal,
  secondsText,
} from "./sentence.js";

const placesText = (leaves: readonly string[]): string =>
  leaves.length === 1 ? "one place" : `${leaves.length} places`;
const firstOf = (leaves: readonly string[]): string =>
  `${leaves.slice(0, 8).join("; ")}${leaves.length > 8 ? `; and ${leaves.length - 8} more` : ""}`;

export const replicationMessages = {
  // ---- guards ----
  primaryEmpty: (label: string) =>
    refusal(
      "primary-empty",
      `The primary, ${label}, holds no scopes at all.`,
      "Look whether primary names the right server; one that was set up anew is filled first, from the server that is left. If it is to hold none, set force: true.",
    ),
  tooManyRemoved: (label: string, removed: number, all: number) =>
    refusal(
      "too-many-removed",
      `This would remove ${removed === all ? `all ${all}` : `${removed} of the ${all}`} scopes of the partner, ${label}.`,
      "If that is meant, set force: true; otherwise leave prune out, and they are only reported.",
    ),
  idReused: (label: string, reused: readonly string[]) =>
    refusal(
      "subnet-id-reused",
      `Subnet ids of ${label} would be used again for other subnets: ${listed(reused, 4)}. Leases name their subnet by its id, so leases of the former subnet would count as leases of the new one.`,
      "Give the new subnet another id on the primary, or set force: true if no lease is left.",
    ),
  emptied: (label: string, collection: string, scopes: readonly string[]) =>
    refusal(
      "collections-emptied",
      `This would remove all ${collection} of ${scopes.length} scopes of the partner, ${label}: ${listed(scopes, 4)}.`,
      "Check that primary names the right server; if it is meant, set force: true.",
    ),
  reservationsRemoved: (label: string, removed: number, all: number) =>
    refusal(
      "many-reservations-removed",
      `This would remove ${removed} of the ${all} reservations of the partner, ${label}.`,
      "Check that primary names the right server; if it is meant, set force: true.",
    ),
  leaseShortened: (label: string, leaves: readonly string[]) =>
    refusal(
      "lease-time-shortened",
      `Lease times of the partner, ${label}, would fall below 60 s or to less than a tenth: ${listed(leaves, 4)}. Clients would renew as much more often.`,
      "Check the unit (seconds) on the primary; if it is meant, set force: true.",
    ),
  allDropped: (label: string) =>
    refusal(
      "all-scopes-dropped",
      `Every scope of the partner, ${label}, would be for the class DROP alone, whose clients Kea does not answer.`,
      "Correct client-classes on the primary; if nobody is to be answered, set force: true.",
    ),
  otherPair: (
    primary: string,
    partner: string,
    ours: readonly string[],
    theirs: readonly string[],
  ) =>
    refusal(
      "primary-of-another-pair",
      `The primary, ${primary}, and the partner, ${partner}, do not back each other up: the failover ${ours.length === 1 ? "relationship" : "relationships"} of one (${listed(ours, 4)}) and of the other (${listed(theirs, 4)}) have other peers.`,
      "Check that primary names the right server; to copy between pairs all the same, set force: true.",
    ),
  idsDiffer: (label: string, scopes: readonly string[]) =>
    refusal(
      "ids-differ",
      `Scopes have another subnet id on the partner, ${label}, than on the primary: ${listed(scopes)}. Leases are found by that id: after a change the partner no longer finds those it has.`,
      "Give the primary the partner's ids, or set force: true once the leases are moved or may be lost.",
    ),
  failoverMissing: (primary: string, partner: string, names: readonly string[]) =>
    refusal(
      "failover-missing",
      `${primary} is in ${names.length === 1 ? "the failover relationship" : "the failover relationships"} ${listed(names.map(quoted), 4)}, and on its partner, ${partner}, no failover runs.`,
      "Make it there (Kea: load the failover hook), or set force: true if it is to be a mere copy.",
    ),
  failoverImpaired: (label: string, name: string, state: string) =>
    refusal(
      "failover-impaired",
      `The failover relationship ${quoted(name)} does not work at the moment: ${label} says ${quoted(state)}.`,
      "Wait until both servers say that it works, or mend it; force: true writes all the same.",
    ),
  wouldBeLost: (label: string, leaves: readonly string[]) =>
    refusal(
      "would-be-lost",
      `The partner, ${label}, does not tell the bytes of ${listed(leaves, 4)}, and a write would lose them if there are any.`,
      "Define these options as binary in option-def there, or set force: true if there is nothing to lose.",
    ),
  wouldBeEmpty: (label: string, leaves: readonly string[]) =>
    refusal(
      "would-be-empty",
      `The primary, ${label}, does not tell the bytes of ${listed(leaves, 4)}, and the partner would be given none.`,
      "Define these options as binary in option-def there, or set force: true if they are empty. Where the partner has what holds them already, keep leaves its own alone.",
    ),
  scopeHasLeases: (label: string, scope: string, leases: number | undefined) =>
    refusal(
      "scope-has-leases",
      `The scope ${scope} would be removed from ${label}, where ${leases === undefined ? "it cannot be told whether clients hold" : leases === 1 ? "1 client holds" : `${leases} clients hold`} addresses of it.`,
      "Wait until the leases are gone, or set force: true.",
    ),
  reversed: (primary: string, partner: string) =>
    refusal(
      "direction-reversed",
      `This resource last replicated from ${partner} to ${primary}, and now the other way round.`,
      "If the partner is to become the source, set force: true for one run; otherwise swap primary and partner back.",
    ),
  reversedElsewhere: (
    primary: string,
    partner: string,
    last: { readonly resource: string; readonly time: string; readonly path: string },
  ) =>
    refusal(
      "direction-reversed",
      `${last.resource} replicated from ${partner} to ${primary} last, at ${last.time} (noted in ${pathText(last.path)}), and this resource would replicate the other way round.`,
      `If ${primary} is to become the source, set force: true for one run; otherwise swap primary and partner.`,
    ),
  sameServer: (primary: string, partner: string) =>
    refusal(
      "same-server",
      `primary (${primary}) and partner (${partner}) are one and the same server.`,
      "Name two servers.",
    ),
  numberedNames: () =>
    'A number behind a name, as in "leaseDuration (2)": the last update changed the same property, and without a refresh the state still has that entry. With --refresh, or options: { refresh: always } in Pulumi.yaml, there are no numbers.',
  removalElsewhere: (label: string, scopes: readonly string[]) =>
    refusal(
      "removal-elsewhere",
      `${scopes.length > 0 ? `The scope ${scopes.join(", ")} was` : "Something was"} replicated to another server than ${label} is now, so nothing was removed.`,
      "Remove it on that server by hand, then take the resource out of the state with pulumi state delete.",
    ),
  partnerReadOnly: (label: string, why: string) =>
    refusal(
      "partner-read-only",
      `The partner, ${label}, cannot be written: ${why}`,
      "Change its configuration where it comes from.",
    ),

  misfit: (label: string, unsupported: readonly string[]) =>
    refusal(
      "misfit",
      `The partner, ${label}, cannot hold what the primary holds: ${unsupported.slice(0, 3).join(" ")}`,
      unsupported.length > 3 ? `And ${unsupported.length - 3} more.` : "",
    ),
  unsettled: (leaves: readonly string[]) =>
    `${listed(leaves)} cannot become what the primary has: something that stays as it is on the partner needs it otherwise. Name it in keep, or replicate what needs it as well.`,
  twoPrimaries: (part: string, label: string, holder: string, claimant: string) =>
    refusal(
      "two-primaries",
      `Two resources replicate ${part} to ${label} from different primaries, which differ in it: ${holder} and ${claimant}. They would undo one another.`,
      "Make it the same on both primaries, or give both resources one primary.",
    ),
  scopeNowhere: (text: string) =>
    refusal(
      "scope-nowhere",
      `Neither server has a scope ${quoted(text)}.`,
      "Take this resource out of the program, or correct scopeId.",
    ),
  pruneWithScopeIds: () =>
    refusal(
      "prune-with-scope-ids",
      "prune is given together with scopeIds: prune is about scopes that only the partner has, and a resource with scopeIds leaves alone every scope that it does not name.",
      "Leave one of them out.",
    ),
  nothingToWrite: (label: string) =>
    `${label} holds all that is wanted already: to create this resource writes nothing to it.`,
  onlyPersisted: (label: string) =>
    `${label} holds all that is wanted already: it is only told to write its configuration file, so that a restart keeps that.`,
  removedNotPersisted: (reasons: readonly string[]) =>
    refusal(
      "removed-not-persisted",
      `What was to be removed is gone from the running configuration, and a restart would bring it back. ${reasons.join(" ")}`,
      "The resource stays in the state until that is mended: run this again.",
    ),
  chained: (label: string, holder: string, name: string) =>
    `${label}, from which ${name} copies, is itself written by ${holder}: what that changes goes further with the next update.`,
  claimedTwice: (scope: string, label: string, holder: string, claimant: string) =>
    refusal(
      "claimed-twice",
      `Two resources replicate the scope ${scope} to ${label}: ${holder} and ${claimant}.`,
      "Leave it to one of them; FailoverReplication leaves out what exclude names.",
    ),
  driftUnrecorded: (label: string, leaves: readonly string[]) =>
    refusal(
      "drift-unrecorded",
      `The partner, ${label}, holds other values, and no replication is on record to tell who changed them: ${listed(leaves)}.`,
      'Make the two equal by hand, or replicate once with onDrift: "overwrite".',
    ),
  driftRefused: (edited: readonly (readonly [label: string, leaves: readonly string[]])[]) =>
    refusal(
      "drift-refused",
      edited
        .map(
          ([label, leaves]) =>
            `The partner, ${label}, was edited since it was last replicated: ${leaves.slice(0, 8).join("; ")}${leaves.length > 8 ? `; and ${leaves.length - 8} more` : ""}.`,
        )
        .join(" "),
      'Bring what is right to the primary, or replicate once with onDrift: "overwrite".',
    ),
  driftLeaf: (leaf: string, base: string, primary: string, partner: string) =>
    `${leaf} (last replicated ${base}, on the primary ${primary}, on the partner ${partner})`,

  // ---- writing ----
  moved: (label: string) =>
    refusal(
      "moved",
      `${label} holds something else than when this operation read it: somebody changed it meanwhile.`,
      "Nothing more was written to it; run this again to see what there is now.",
    ),
  contradictoryPlans: (label: string, leaves: readonly string[]) =>
    refusal(
      "plans-contradict",
      `Resources of this program want different things of ${label}, and would undo one another: ${listed(leaves)}.`,
      "Nothing was written; give them one primary, or leave the scopes that share these parts to one resource.",
    ),
  notEqualAfterwards: (label: string, leaves: readonly string[]) =>
    refusal(
      "not-equal-afterwards",
      `${label} was written, but does not hold what it should: ${listed(leaves)}.`,
      "Run a preview to see what it holds.",
    ),
  unexpected: (doing: string, cause: unknown) =>
    refusal(
      "unexpected",
      `${doing} met what it was not made for: ${cause instanceof Error ? cause.message.split("\n")[0]! : String(cause)}`,
      "This is a fault of pulumi-dhcp-failover: please report it.",
      cause,
    ),

  // ---- what a person should know; nothing is refused ----
  partnerIdle: (name: string) => `partners names ${quoted(name)}, which no selected scope needs.`,
  atPartner: (name: string, refused: UserError) =>
    refusal(refused.code, `partners.${name}: ${refused.message}`, "", refused.cause),
  notWritten: (reasons: readonly string[]) => refusal("not-written", reasons.join(" "), ""),
  writtenAllTheSame: (names: readonly string[]) =>
    `${names.length === 1 ? "The partner" : "The partners"} ${listed(names.map(quoted))} ${names.length === 1 ? "was" : "were"} written, and ${names.length === 1 ? "is" : "are"} not written again.`,
  pruneWithPart: () =>
    refusal(
      "prune-with-part",
      "prune removes scopes that the primary does not have, and the primary is an export of chosen scopes (there is no IPv6 in it): its server may have more.",
      "Export the primary without -ScopeId, or leave prune out.",
    ),
  uncompared: (primary: string, partner: string, what: string) =>
    `${what} of ${primary} and ${partner} differs. It is not compared any further, and not replicated.`,
  builtIn: (label: string, parts: readonly string[]) =>
    `The software of ${label} has ${listed(parts)} built in and takes no definition of ${parts.length === 1 ? "it" : "them"}: left out. The values of ${parts.length === 1 ? "this option" : "these options"} are replicated.`,
  unpruned: (label: string, scopes: readonly string[]) =>
    `${label} also has ${scopes.length === 1 ? "a scope" : `${scopes.length} scopes`} that the primary has not: ${listed(scopes)}. Left alone; prune: true removes ${scopes.length === 1 ? "it" : "them"}.`,
  unprunedByPart: (label: string, scopes: readonly string[]) =>
    `${label} also has ${scopes.length === 1 ? "a scope" : `${scopes.length} scopes`} that the primary, an export of chosen scopes, does not have: ${listed(scopes)}. Left alone; the primary's server may have ${scopes.length === 1 ? "it" : "them"}.`,
  relationshipMissing: (label: string, name: string) =>
    `${label} states no failover relationship named ${quoted(name)}, as the primary does: leases are not shared.`,
  relationshipContradicted: (label: string, name: string, wrong: readonly string[]) =>
    `${label} contradicts the primary about the failover relationship ${quoted(name)}: it says ${wrong.join("; ")}. Relationships are not replicated.`,
  settingsDiffer: (primary: string, partner: string, leaves: readonly string[]) =>
    `Outside scopes ${partner} differs from ${primary} in ${placesText(leaves)}, which only serverSettings: "replicate" writes: ${firstOf(leaves)}.`,
  settingsRefused: (primary: string, partner: string, leaves: readonly string[]) =>
    refusal(
      "settings-refused",
      `Outside scopes ${partner} differs from ${primary} in ${placesText(leaves)}, which this program does not write: ${firstOf(leaves)}.`,
      'Make the two equal, set serverSettings: "replicate" in a FailoverReplication to have them written, or name in keep what is to differ.',
    ),
  strayScopesRefused: (
    primary: string,
    partner: string,
    scopes: readonly string[],
    isPart: boolean,
  ) =>
    refusal(
      "stray-scopes-refused",
      `${partner} has ${scopes.length === 1 ? "a scope" : `${scopes.length} scopes`} that ${primary} does not have, which this program does not remove: ${listed(scopes)}.`,
      isPart
        ? "The primary is an export of chosen scopes: export it without -ScopeId, or name in exclude what is to stay."
        : "Make the two equal, set prune: true to have them removed, or name in exclude what is to stay.",
    ),
  besidesRefused: (primary: string, partner: string, sentences: readonly string[]) =>
    refusal(
      "unwritten-refused",
      `${partner} and ${primary} differ in more, which this program does not write: ${sentences.join(" ")}`,
      "Make the two equal by hand.",
    ),
  reportedVariable: (variable: string, value: string) =>
    refusal(
      "reported-variable",
      `The environment variable ${variable} is ${quoted(value)}.`,
      'Set it to "refuse" to be refused all that is only reported, or unset it.',
    ),
  inherits: (scopes: number) =>
    ` (in force in ${scopes === 1 ? "one scope" : `${scopes} scopes`} of the partner)`,
  sharedAnew: (label: string, part: string, primary: string, scopes: readonly string[]) =>
    `${part} comes to ${label} with what needs it; on ${primary} it is used by ${listed(scopes)} as well.`,
  sharedWith: (label: string, part: string, scopes: readonly string[]) =>
    `${part} on ${label} is used by ${listed(scopes)} as well: what changes in it changes there too.`,
  movedSince: (scope: string, primary: number, partner: number, both: readonly string[]) =>
    `${scope}: since it was last replicated the primary changed ${countOf(primary)}, the partner ${countOf(partner)}${both.length > 0 ? `, both changed ${listed(both, 4)}` : ""}.`,
  movedElsewhere: (scopes: number) => `${scopes} more scopes differ from what was last replicated.`,
  failoverBack: (label: string, took: number, states: readonly string[]) =>
    `${label}: failover works again after ${secondsText(took)} (${listed(states)}).`,
  failoverNotBack: (label: string, took: number, states: readonly string[], stopped: boolean) =>
    `${label}: failover does not work again after ${secondsText(took)}: ${listed(states)}. The new configuration stays. ${stopped ? "Failover stopped because the two differed, or their clocks are more than a minute apart: set these, then start it again on the server that was not written (Kea: ha-reset)." : "Look at the logs of both servers. (On Kea 3.0 a config-test that somebody sent earlier keeps the failover listener from coming back until kea-dhcp4 is restarted.)"}`,
  failoverState: (label: string, relationship: string, state: string) =>
    `${label} says ${quoted(state)} of ${quoted(relationship)}`,
  failoverAtRest: (
    label: string,
    { relationship, state, condition }: Pick<Health, "relationship" | "state" | "condition">,
  ) =>
    `${label}: failover does not work at the moment: it says ${quoted(state)} of ${quoted(relationship)}.${atRest[condition]}`,
  failoverStillPassing: (label: string, took: number, states: readonly string[]) =>
    refusal(
      "failover-passing",
      `${label} was not written: failover does not work after ${secondsText(took)} of waiting: ${listed(states)}.`,
      "Update again when both servers say that it works. A larger failoverTimeout waits longer; force: true writes all the same.",
    ),
  failoverFailed: (notBack: string) =>
    refusal(
      "failover-not-back",
      notBack,
      "The next up writes nothing again: it waits until failover works. failoverTimeout sets for how long, and 0 makes this a warning.",
    ),
  failoverLeftBehind: (notBack: string) =>
    refusal(
      "failover-not-back",
      notBack,
      "What was to be removed is gone: look after failover, then do this again, which writes nothing more.",
    ),
  failoverAwaited: (label: string, relationships: readonly string[]) =>
    `${label}: failover had not come back after the last write (${listed(relationships.map(quoted))}): the update waits until it works.`,
  failoverNotResumed: (label: string, why: string) =>
    `${label}: failover could not be started again: ${why}`,
  earlierFailure: (label: string) =>
    refusal(
      "earlier-failure",
      `${label} was not written: an earlier write of this operation failed there.`,
      "Look at that first.",
    ),
  failoverUntold: (label: string) => `${label} does not answer`,
};

/** What follows the sentence that failover does not work, by the condition that it is in. */
const atRest: Readonly<Record<Health["condition"], string>> = {
  working: "",
  passing:
    " It comes to work by itself: an update that writes waits for it, as long as failoverTimeout says.",
  stopped:
    " It stopped because the two servers differed, or their clocks are more than a minute apart: set these first. " +
    "An update that writes starts it again; where nothing is left to replicate, that is done by hand " +
    "(Kea: ha-reset on the server that says terminated).",
  impaired: "",
};
