// Errors and warnings about relationships of servers that change both when one is written.
import { scopesText } from "./relationship.js";
import { inBrackets, listed, listedClauses, oneOrMany, quoted, userError } from "./sentence.js";

/** The commands with which an administrator repairs a relationship on one server by hand. */
export interface RepairCommands {
  readonly removeScope: string;
  readonly removeRelationship: string;
  readonly removeMember: string;
  readonly addMember: string;
  /** The usual cause and its remedy where a server cannot write its partner. */
  readonly reachPartner: string;
}

/** A relationship and its servers as messages name them, and the commands that repair it. */
export interface SharedRelationship {
  readonly name: string;
  readonly primary: string;
  readonly partner: string;
  /** Absent: the messages name no commands. */
  readonly repair?: RepairCommands;
}

/** Scopes that are deleted on a server. */
export interface LostScopes {
  /** The server's name in messages. */
  readonly label: string;
  readonly scopes: readonly string[];
  /** The number of their active leases. Absent: unknown. */
  readonly leases: number | undefined;
}

export const bothServersMessages = {
  relationshipReplaced: (name: string, reasons: readonly string[], lost: LostScopes) =>
    userError(
      "relationship-replaced",
      `${quoted(name)} cannot be changed in place: ${listed(reasons, 4)}. ` +
        `It would be removed and recreated, and removing it deletes ${scopesText(lost.scopes)} ` +
        `from ${lost.label}, with ${leasesText(lost.leases)}.`,
      "Undo this change in the program, or set force: true.",
    ),
  relationshipLeaves: (name: string, { label, scopes, leases }: LostScopes) =>
    userError(
      "relationship-leaves",
      `A scope that leaves ${quoted(name)} is deleted on ${label}: ${scopesText(scopes)}, ` +
        `with ${leasesText(leases)}.`,
      "Leave the scopes in it until their leases are gone, or set force: true.",
    ),
  relationshipRemoved: (name: string, { label, scopes, leases }: LostScopes) =>
    userError(
      "relationship-removed",
      `Removing the failover relationship ${quoted(name)} deletes ${scopesText(scopes)} on ` +
        `${label}, with ${leasesText(leases)}.`,
      "Wait until the leases expire, set force: true and run an update first, " +
        'or keep it on the servers (onDelete: "retain").',
    ),
  relationshipDeletesScopes: (name: string, label: string, scopes: readonly string[]) =>
    `Removing the failover relationship ${quoted(name)} also deletes its ` +
    `${oneOrMany(scopes, "scope", "scopes")} on ${label}: ${scopesText(scopes)}.`,

  relationshipElsewhere: (name: string, label: string, otherPartner: string) =>
    userError(
      "relationship-elsewhere",
      `${label} has a failover relationship ${quoted(name)} with ${quoted(otherPartner)}, ` +
        "which is not the server in the program.",
      "Choose another name, or remove that relationship first, on the server that should keep " +
        "its scopes.",
    ),
  relationshipScopesExist: (
    { name, partner, repair }: Omit<SharedRelationship, "primary">,
    scopes: readonly string[],
  ) =>
    userError(
      "relationship-scopes-exist",
      `${partner} already has ${listed(scopes, 4)}, but ${quoted(name)} creates its scopes ` +
        "there itself, as copies of the primary's.",
      `${removeCopies(repair)}, and run this again; or omit them from scopeIds.`,
    ),
  relationshipPrimaryAlone: (
    { name, primary, partner, repair }: SharedRelationship,
    scopes: readonly string[],
  ) =>
    userError(
      "relationship-primary-alone",
      `${primary} has the failover relationship ${quoted(name)}, ${partner} does not, ` +
        `but has its scopes: ${listed(scopes, 4)}. ` +
        "Recreating the relationship creates them there.",
      `${removeCopies(repair)}, and run this again.`,
    ),
  relationshipPartnerAlone: ({ name, primary, partner, repair }: SharedRelationship) =>
    userError(
      "relationship-partner-alone",
      `${partner} has the failover relationship ${quoted(name)} and ${primary} does not: ` +
        "a change reached only one of them.",
      `Remove it on ${partner}${inBrackets(repair?.removeRelationship)}. ` +
        `First check whether ${primary} still needs its scopes: ` +
        `the removal may delete them there. Then remove the scopes from ${partner}, ` +
        "and run this again.",
    ),
  relationshipUnmirrored: (
    { name, primary, partner, repair }: SharedRelationship,
    differences: readonly string[],
  ) =>
    userError(
      "relationship-unmirrored",
      `${primary} has the failover relationship ${quoted(name)} as defined, but ${partner} ` +
        `does not: ${listedClauses(differences, 4)}.`,
      `Run this again: ${primary} then re-applies the settings that only it has. If the error ` +
        "remains, the account cannot reach the partner from " +
        `there${inBrackets(repair?.reachPartner)}.`,
    ),
  /** `states`: the present states on the primary and on the partner, in words. */
  relationshipPartlyApplied: (
    { name, primary, partner, repair }: SharedRelationship,
    [onPrimary, onPartner]: readonly [string, string],
    why: string,
  ) =>
    userError(
      "relationship-partly-applied",
      `The change of the failover relationship ${quoted(name)} ` +
        "reached one server and not the other. " +
        `${primary} ${onPrimary}; ${partner} ${onPartner}. ${why}`,
      "Make sure that the account can reach the partner from the primary" +
        `${inBrackets(repair?.reachPartner)}, then run this again.`,
    ),
  relationshipMembersState: (members: readonly string[] | undefined, existing: number) => {
    if (!members) return "does not have it";
    const state = `has it with ${oneOrMany(members, "1 scope", `${members.length} scopes`)}`;
    return existing < members.length ? `${state}, and has ${existing} of them` : state;
  },

  // ---- scopes that join or leave ----
  relationshipNotOnPartner: ({ name, primary, partner }: SharedRelationship) =>
    userError(
      "relationship-not-on-partner",
      `${primary} has the failover relationship ${quoted(name)} and ${partner} does not, ` +
        "so no scope of this pair can be in it.",
      "Name a relationship that both servers have.",
    ),
  relationshipMembersAlone: (
    { name, primary, partner, repair }: SharedRelationship,
    scopes: readonly string[],
  ) =>
    userError(
      "relationship-members-alone",
      `${partner} has ${listed(scopes, 4)} in the failover relationship ${quoted(name)} and ` +
        `${primary} does not: a change reached only one of them.`,
      `Remove ${itOrThem(scopes)} from the relationship on ${partner}` +
        `${inBrackets(repair?.removeMember)}. First check whether ${primary} still needs ` +
        `${itOrThem(scopes)}: the removal may delete scopes there.`,
    ),
  memberRemoved: ({ name, partner, repair }: SharedRelationship, scopes: readonly string[]) =>
    userError(
      "member-removed",
      `${listed(scopes, 4)} would be removed from ${partner}, where the failover relationship ` +
        `${quoted(name)} has ${itOrThem(scopes)}: ` +
        "a member of a relationship cannot be removed.",
      `Remove such scopes from the relationship first${inBrackets(repair?.removeMember)}, ` +
        "or omit them with exclude.",
    ),
  memberMissing: (
    { name, primary, partner, repair }: SharedRelationship,
    scopes: readonly string[],
  ) =>
    userError(
      "member-missing",
      `${listed(scopes, 4)} ${oneOrMany(scopes, "is", "are")} in the failover relationship ` +
        `${quoted(name)} of ${primary}, and ${partner} does not have ` +
        `${itOrThem(scopes)}: replication cannot create it there.`,
      `Remove ${itOrThem(scopes)} from the relationship and add ${itOrThem(scopes)} again ` +
        `on ${primary}${repair ? `: ${repair.removeMember}, then ${repair.addMember}` : ""}.`,
    ),
  relationshipMoves: (name: string, moved: readonly string[]) =>
    userError(
      "relationship-moves",
      `${listed(moved, 4)} would move from another failover relationship ` +
        `to ${quoted(name)}: it is deleted on the former partner.`,
      "Keep it in its relationship, or set force: true.",
    ),

  // ---- warnings ----
  relationshipRecreated: (name: string, primary: string, partner: string) =>
    `Only ${primary} has the failover relationship ${quoted(name)}, ${partner} does not: ` +
    "it is removed there and recreated.",
  relationshipReapplied: (
    { name, primary, partner }: SharedRelationship,
    differences: readonly string[],
  ) =>
    `${partner} has the failover relationship ${quoted(name)} with other values than ` +
    `${primary}: ${listed(differences, 4)}. ${primary} re-applies them.`,
};

const itOrThem = (things: readonly unknown[]): string => oneOrMany(things, "it", "them");

const removeCopies = (repair: RepairCommands | undefined): string =>
  `Check that the partner's copies are not needed, remove them${inBrackets(repair?.removeScope)}`;

/** Returns a number of leases with its noun. */
function leasesText(leases: number | undefined): string {
  if (leases === undefined) return "leases whose number is unknown";
  if (leases === 0) return "no active leases";
  return oneOrMany(leases, "1 active lease", `${leases} active leases`);
}
