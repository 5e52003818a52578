// What cannot be done with a failover relationship, and what a person should know when one is made, changed or taken away.
import { listed, quoted, refusal, secondsText } from "./sentence.js";

export const relationshipMessages = {
  // ---- arguments ----
  relationshipDriver: (where: string, driver: string, known: readonly string[]) =>
    refusal(
      "relationship-driver",
      `${where} has the driver ${quoted(driver)}, which cannot manage failover relationships.`,
      `Use servers with the driver ${listed(known.map(quoted))}.`,
    ),
  relationshipDrivers: (one: string, other: string) =>
    refusal(
      "relationship-drivers",
      `primary has the driver ${quoted(one)} and partner the driver ${quoted(other)}: they cannot form a failover pair.`,
      "Use two servers with the same driver.",
    ),
  roleWithoutStandby: (mode: string) =>
    refusal(
      "role-without-standby",
      `serverRole has no effect in the mode ${quoted(mode)}.`,
      'Omit it, or set mode: "hotStandby".',
    ),
  onlyInMode: (property: string, meant: string, mode: string) =>
    refusal(
      "only-in-mode",
      `${property} applies only to the mode ${quoted(meant)}, but this relationship is ${quoted(mode)}.`,
      "Omit it, or set the other mode.",
    ),
  relationshipForeign: (property: string, driver: string) =>
    refusal(
      "relationship-foreign",
      `${property} is for another kind of server; these have the driver ${quoted(driver)}.`,
      "Leave it out.",
    ),

  // ---- what is there ----
  relationshipExists: (name: string, label: string, partner: string) =>
    refusal(
      "relationship-exists",
      `${label} and ${partner} already have a failover relationship ${quoted(name)}.`,
      "Set adopt: true to manage it as it is, or choose another name.",
    ),
  relationshipOtherName: (name: string, called: string, label: string, partner: string) =>
    refusal(
      "relationship-other-name",
      `${label} and ${partner} have no failover relationship ${quoted(name)}, but one called ${quoted(called)}.`,
      `Set name: ${quoted(called)} to adopt it; you can rename it afterwards.`,
    ),
  relationshipDiffers: (name: string, label: string, leaves: readonly string[], alone: boolean) =>
    refusal(
      "relationship-differs",
      `The failover relationship ${quoted(name)} already exists on ${label} and differs from the program: ${leaves.slice(0, 8).join("; ")}${leaves.length > 8 ? `; and ${leaves.length - 8} more` : ""}.`,
      alone
        ? "Change the program to match it. If an earlier update stopped after that server, set force: true to change it there."
        : "Change the program to match it and adopt it with adopt: true. You can change it afterwards.",
    ),
  relationshipNameTaken: (former: string, name: string, label: string) =>
    refusal(
      "relationship-name-taken",
      `The failover relationship ${quoted(former)} would be renamed to ${quoted(name)}, but ${label} already has another relationship with that name.`,
      "Choose another name, or remove one of the two first.",
    ),
  relationshipClaimedTwice: (name: string, label: string, holder: string, claimant: string) =>
    refusal(
      "relationship-claimed-twice",
      `Two resources manage the failover relationship ${quoted(name)} of ${label}: ${holder} and ${claimant}.`,
      "Remove it from one of them.",
    ),
  relationshipExtraScopes: (label: string, primary: string, scopes: readonly string[]) =>
    refusal(
      "relationship-extra-scopes",
      `${label} has scopes that ${primary} does not have: ${listed(scopes)}. Once both servers share leases, clients of these scopes get no acknowledgement.`,
      "Create them on the primary too, remove them from the partner, or set force: true.",
    ),
  relationshipUnsupported: (label: string, unsupported: readonly string[]) =>
    refusal(
      "relationship-unsupported",
      `${label} cannot be in this failover relationship: ${unsupported.slice(0, 3).join(" ")}`,
      unsupported.length > 3 ? `And ${unsupported.length - 3} more.` : "",
    ),
  relationshipUndivided: (name: string, label: string, scopes: readonly string[]) =>
    refusal(
      "relationship-undivided",
      `scopeIds of ${quoted(name)} omits ${listed(scopes, 4)} of ${label}, and no other relationship of this program has ${scopes.length === 1 ? "it" : "them"}. Clients of a scope without a partner get no acknowledgement.`,
      "Name every scope, omit scopeIds, or assign the others to relationships of their own, without dependsOn between them. Nothing was written.",
    ),
  relationshipBatchFailed: (name: string, label: string, others: readonly string[]) =>
    refusal(
      "relationship-batch-failed",
      `${quoted(name)} was not created on ${label}: it must be written together with ${listed(others.map(quoted))}, which failed earlier.`,
      "Correct that error and run the update again.",
    ),
  relationshipUnserved: (name: string, label: string, ranges: readonly string[]) =>
    refusal(
      "relationship-unserved",
      `Without the failover relationship ${quoted(name)}, ${label} would hand out no address of ${listed(ranges, 4)}: ${ranges.length === 1 ? "it is" : "they are"} for clients with a class that only failover assigns. The relationship stays on ${label}.`,
      'Set mode "hotStandby", remove these classes from the ranges of both servers, then remove the relationship. Or set force: true, update, and remove it.',
    ),
  relationshipAdopted: (name: string, primary: string, partner: string) =>
    `The failover relationship ${quoted(name)} already exists on ${primary} and ${partner} exactly as in the program: it is adopted.`,
  relationshipStopped: ({ name, labels, states, why }: RelationshipStopped) =>
    refusal(
      "relationship-stopped",
      `The failover relationship ${quoted(name)} is not on both servers as the program defines it. ${labels[0]} ${states[0]}; ${labels[1]} ${states[1]}. ${why}`,
      "Correct the cause; the next update does the rest.",
    ),
  relationshipState: (
    isStated: boolean,
    differences: readonly string[],
    lacking: readonly string[],
  ) => {
    const stated = !isStated
      ? "does not have it"
      : differences.length === 0
        ? "has it as defined"
        : `has it with differences (${listed(differences, 4)})`;
    return `${stated}${lacking.length > 0 ? `, and lacks ${scopesText(lacking)}` : ""}`;
  },
  relationshipOnOneServer: (name: string, label: string, other: string) =>
    `The failover relationship ${quoted(name)} already exists on ${label} as defined, but not on ${other}: it is created there.`,

  // ---- where a write to one server changes both ----
  relationshipReplaced: (
    name: string,
    what: readonly string[],
    label: string,
    scopes: readonly string[],
    leases: number | undefined,
  ) =>
    refusal(
      "relationship-replaced",
      `${quoted(name)} cannot be changed in place: ${listed(what, 4)}. It would be removed and recreated, and removing it deletes ${scopesText(scopes)} from ${label}, with ${leasesText(leases)}.`,
      "Undo this change in the program, or set force: true.",
    ),
  relationshipLeaves: (
    name: string,
    label: string,
    scopes: readonly string[],
    leases: number | undefined,
  ) =>
    refusal(
      "relationship-leaves",
      `A scope that leaves ${quoted(name)} is deleted on ${label}: ${scopesText(scopes)}, with ${leasesText(leases)}.`,
      "Leave the scopes in it until their leases are gone, or set force: true.",
    ),
  relationshipScopesExist: (name: string, label: string, scopes: readonly string[]) =>
    refusal(
      "relationship-scopes-exist",
      `${label} already has ${listed(scopes, 4)}, but ${quoted(name)} creates its scopes there itself, as copies of the primary's.`,
      "Check that the partner's copies are not needed, remove them (Remove-DhcpServerv4Scope), and run this again; or omit them from scopeIds.",
    ),
  relationshipPrimaryAlone: (
    name: string,
    primary: string,
    partner: string,
    scopes: readonly string[],
  ) =>
    refusal(
      "relationship-primary-alone",
      `${primary} has the failover relationship ${quoted(name)}, ${partner} does not, but has its scopes: ${listed(scopes, 4)}. Recreating the relationship creates them there.`,
      "Check that the partner's copies are not needed, remove them (Remove-DhcpServerv4Scope), and run this again.",
    ),
  relationshipPartnerAlone: (name: string, primary: string, partner: string) =>
    refusal(
      "relationship-partner-alone",
      `${partner} has the failover relationship ${quoted(name)} and ${primary} does not: a change reached only one of them.`,
      `Remove it on ${partner} (Remove-DhcpServerv4Failover -Name). First check whether ${primary} still needs its scopes: that cmdlet may delete them there. Then remove the scopes from ${partner}, and run this again.`,
    ),
  relationshipElsewhere: (name: string, label: string, with_: string) =>
    refusal(
      "relationship-elsewhere",
      `${label} has a failover relationship ${quoted(name)} with ${quoted(with_)}, which is not the server in the program.`,
      "Choose another name, or remove that relationship first, on the server that should keep its scopes.",
    ),
  relationshipUnmirrored: (
    name: string,
    primary: string,
    partner: string,
    leaves: readonly string[],
  ) =>
    refusal(
      "relationship-unmirrored",
      `${primary} has the failover relationship ${quoted(name)} as defined, but ${partner} does not: ${leaves.slice(0, 4).join("; ")}${leaves.length > 4 ? `; and ${leaves.length - 4} more` : ""}.`,
      `Run this again: ${primary} then re-applies the settings that only it has. If the error remains, the account cannot reach the partner from there (the second hop): log in with a password or CredSSP.`,
    ),
  relationshipPartlyApplied: (
    name: string,
    primary: string,
    partner: string,
    here: string,
    there: string,
    why: string,
  ) =>
    refusal(
      "relationship-partly-applied",
      `The change of the failover relationship ${quoted(name)} reached one server and not the other. ${primary} ${here}; ${partner} ${there}. ${why}`,
      "Make sure that the account can reach the partner from the primary (the second hop: log in with a password or CredSSP), then run this again.",
    ),
  relationshipMembersState: (members: readonly string[] | undefined, scopes: number) =>
    (members
      ? `has it with ${members.length === 1 ? "1 scope" : `${members.length} scopes`}`
      : "does not have it") +
    (members && scopes < members.length ? `, and has ${scopes} of them` : ""),
  relationshipNotOnPartner: (name: string, label: string, primary: string) =>
    refusal(
      "relationship-not-on-partner",
      `${primary} has the failover relationship ${quoted(name)} and ${label} does not, so no scope of this pair can be in it.`,
      "Name a relationship that both servers have.",
    ),
  memberRemoved: (name: string, label: string, scopes: readonly string[]) =>
    refusal(
      "member-removed",
      `${listed(scopes, 4)} would be removed from ${label}, where the failover relationship ${quoted(name)} has ${scopes.length === 1 ? "it" : "them"}: a member of a relationship cannot be removed.`,
      "Remove such scopes from the relationship first (Remove-DhcpServerv4FailoverScope), or omit them with exclude.",
    ),
  memberMissing: (name: string, primary: string, label: string, scopes: readonly string[]) =>
    refusal(
      "member-missing",
      `${listed(scopes, 4)} ${scopes.length === 1 ? "is" : "are"} in the failover relationship ${quoted(name)} of ${primary}, and ${label} does not have ${scopes.length === 1 ? "it" : "them"}: replication cannot create it there.`,
      `Remove ${scopes.length === 1 ? "it" : "them"} from the relationship and add ${scopes.length === 1 ? "it" : "them"} again on ${primary}: Remove-DhcpServerv4FailoverScope, then Add-DhcpServerv4FailoverScope.`,
    ),
  relationshipStateUnknown: () => "cannot be read",
  relationshipMembersAlone: (
    name: string,
    primary: string,
    partner: string,
    scopes: readonly string[],
  ) =>
    refusal(
      "relationship-members-alone",
      `${partner} has ${listed(scopes, 4)} in the failover relationship ${quoted(name)} and ${primary} does not: a change reached only one of them.`,
      `Remove ${scopes.length === 1 ? "it" : "them"} from the relationship on ${partner} (Remove-DhcpServerv4FailoverScope). First check whether ${primary} still needs ${scopes.length === 1 ? "it" : "them"}: that cmdlet may delete scopes there.`,
    ),
  relationshipMoves: (name: string, moved: readonly string[]) =>
    refusal(
      "relationship-moves",
      `${listed(moved, 4)} would move from another failover relationship to ${quoted(name)}: it is deleted on the former partner.`,
      "Keep it in its relationship, or set force: true.",
    ),
  relationshipRecreated: (name: string, primary: string, partner: string) =>
    `Only ${primary} has the failover relationship ${quoted(name)}, ${partner} does not: it is removed there and recreated.`,
  relationshipReapplied: (
    name: string,
    primary: string,
    partner: string,
    leaves: readonly string[],
  ) =>
    `${partner} has the failover relationship ${quoted(name)} with other values than ${primary}: ${listed(leaves, 4)}. ${primary} re-applies them.`,
  relationshipDeletesScopes: (name: string, label: string, scopes: readonly string[]) =>
    `Removing the failover relationship ${quoted(name)} also deletes its ${scopes.length === 1 ? "scope" : "scopes"} on ${label}: ${scopesText(scopes)}.`,
  relationshipRemoved: (
    name: string,
    label: string,
    scopes: readonly string[],
    leases: number | undefined,
  ) =>
    refusal(
      "relationship-removed",
      `Removing the failover relationship ${quoted(name)} deletes ${scopesText(scopes)} on ${label}, with ${leasesText(leases)}.`,
      'Wait until the leases expire, set force: true and run an update first, or keep it on the servers (onDelete: "retain").',
    ),
  relationshipSecretUnreadable: (name: string) =>
    `The shared secret of ${quoted(name)} will be set on both servers, because its current value cannot be read back.`,
  relationshipSecretChanged: (name: string) =>
    `The shared secret of ${quoted(name)} has changed since the last update: it will be set on both servers.`,

  // ---- a partner that is down ----
  partnerDownUnsupported: (driver: string) =>
    refusal(
      "partner-down-unsupported",
      `A server with the driver ${quoted(driver)} detects by itself that its partner is down.`,
      "Omit partnerDown.",
    ),
  partnerDownUnmanaged: (name: string) =>
    refusal(
      "partner-down-unmanaged",
      `${quoted(name)} is not managed yet, and its partner does not answer: it cannot be compared with the program.`,
      "Declare it without partnerDown while both servers answer, or set the partner-down state by hand.",
    ),
  partnerIsDown: (name: string, label: string, told: boolean) =>
    `${label} ${told ? "is" : "will be set to"} partner-down in ${quoted(name)}, and serves all clients. Nothing else of the relationship is compared or changed until the partner answers again.`,
  partnerDownWithoutEffect: (name: string, label: string, state: string | undefined) =>
    `partnerDown has no effect: ${label} ${state === undefined ? `does not have the failover relationship ${quoted(name)}` : `reports ${quoted(state)} for the failover relationship ${quoted(name)}`}, which does not mean that its partner is unreachable. Remove partnerDown from the program.`,
  partnerUnreachable: (name: string, label: string, why: string) =>
    `${label} reports that its partner in the failover relationship ${quoted(name)} does not answer, and it does not answer here either, so drift cannot be detected. ${why}`,

  // ---- what a person should know ----
  relationshipOmitsScopes: (name: string, label: string, scopes: readonly string[]) =>
    `${quoted(name)} omits ${listed(scopes, 4)} of ${label}: other relationships of this program must contain ${scopes.length === 1 ? "it" : "them"}. All are written together, or none.`,
  relationshipOutage: (name: string, seconds: number) =>
    `While the failover relationship ${quoted(name)} starts on both servers, no client is answered for about ${secondsText(seconds)} (three heartbeats).`,
  relationshipWorks: (name: string, primary: string, partner: string) =>
    `The failover relationship ${quoted(name)} works, as both ${primary} and ${partner} report.`,
  relationshipEndsSharing: (label: string, scopes: number) =>
    `${label} keeps its ${scopes === 1 ? "scope" : `${scopes} scopes`} and answers clients independently from then on, without sharing leases. Stop it, or make sure that only one server serves each range.`,
  relationshipEndsService: (label: string, ranges: readonly string[]) =>
    `${label} keeps its scopes, but hands out no address of ${listed(ranges, 4)} from then on: ${ranges.length === 1 ? "it is" : "they are"} for clients with a class that failover assigns.`,
  relationshipOneSided: (name: string, label: string, other: string) =>
    `The failover relationship ${quoted(name)} is as defined on ${label}, but not on ${other}: they do not communicate, and after a while ${label} answers clients independently, without the leases of ${other}. Correct the error and update again soon, or remove the relationship from both servers.`,
  relationshipFormerPartnerUnreachable: (name: string, why: string) =>
    `The former partner of the failover relationship ${quoted(name)} does not answer, and keeps its part of the relationship: ${why}`,
};

/** Two servers after an update that stopped between them. */
export interface RelationshipStopped {
  readonly name: string;
  readonly labels: readonly [string, string];
  /** What each states now, in words. */
  readonly states: readonly [string, string];
  readonly why: string;
}

const scopesText = (scopes: readonly string[]): string =>
  `${scopes.length === 1 ? "1 scope" : `${scopes.length} scopes`} (${listed(scopes, 4)})`;
const leasesText = (leases: number | undefined): string =>
  leases === undefined
    ? "leases whose number is unknown"
    : leases === 0
      ? "no active leases"
      : leases === 1
        ? "1 active lease"
        : `${leases} active leases`;
