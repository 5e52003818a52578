// Errors and warnings about making, changing and removing a failover relationship.
import { listed, quoted, userError, secondsText, oneOrMany, listedClauses } from "./sentence.js";

export const relationshipMessages = {
  // ---- arguments ----
  relationshipDriver: (where: string, driver: string, known: readonly string[]) =>
    userError(
      "relationship-driver",
      `${where} has the driver ${quoted(driver)}, which cannot manage failover relationships.`,
      `Use servers with the driver ${listed(known.map(quoted))}.`,
    ),
  relationshipDrivers: (one: string, other: string) =>
    userError(
      "relationship-drivers",
      `primary has the driver ${quoted(one)} and partner the driver ${quoted(other)}: ` +
        "they cannot form a failover pair.",
      "Use two servers with the same driver.",
    ),
  roleWithoutStandby: (mode: string) =>
    userError(
      "role-without-standby",
      `serverRole has no effect in the mode ${quoted(mode)}.`,
      'Omit it, or set mode: "hotStandby".',
    ),
  onlyInMode: (property: string, meant: string, mode: string) =>
    userError(
      "only-in-mode",
      `${property} applies only to the mode ${quoted(meant)}, but this relationship is ` +
        `${quoted(mode)}.`,
      "Omit it, or set the other mode.",
    ),
  relationshipForeign: (property: string, driver: string) =>
    userError(
      "relationship-foreign",
      `${property} is for another kind of server; these have the driver ${quoted(driver)}.`,
      "Leave it out.",
    ),

  // ---- what is there ----
  relationshipExists: (name: string, label: string, partner: string) =>
    userError(
      "relationship-exists",
      `${label} and ${partner} already have a failover relationship ${quoted(name)}.`,
      "Set adopt: true to manage it as it is, or choose another name.",
    ),
  relationshipOtherName: (name: string, called: string, label: string, partner: string) =>
    userError(
      "relationship-other-name",
      `${label} and ${partner} have no failover relationship ${quoted(name)}, ` +
        `but one called ${quoted(called)}.`,
      `Set name: ${quoted(called)} to adopt it; you can rename it afterwards.`,
    ),
  relationshipDiffers: (
    name: string,
    label: string,
    properties: readonly string[],
    alone: boolean,
  ) =>
    userError(
      "relationship-differs",
      `The failover relationship ${quoted(name)} already exists on ${label} and differs from ` +
        "the program: " +
        `${listedClauses(properties)}.`,
      alone
        ? "Change the program to match it. If an earlier update stopped after that server, " +
            "set force: true to change it there."
        : "Change the program to match it and adopt it with adopt: true. " +
            "You can change it afterwards.",
    ),
  relationshipNameTaken: (former: string, name: string, label: string) =>
    userError(
      "relationship-name-taken",
      `The failover relationship ${quoted(former)} would be renamed to ${quoted(name)}, ` +
        `but ${label} already has another relationship with that name.`,
      "Choose another name, or remove one of the two first.",
    ),
  relationshipClaimedTwice: (name: string, label: string, holder: string, claimant: string) =>
    userError(
      "relationship-claimed-twice",
      "Two resources manage the failover relationship " +
        `${quoted(name)} of ${label}: ${holder} and ${claimant}.`,
      "Remove it from one of them.",
    ),
  relationshipExtraScopes: (label: string, primary: string, scopes: readonly string[]) =>
    userError(
      "relationship-extra-scopes",
      `${label} has scopes that ${primary} does not have: ${listed(scopes)}. ` +
        "Once both servers share leases, clients of these scopes get no acknowledgement.",
      "Create them on the primary too, remove them from the partner, or set force: true.",
    ),
  relationshipUnsupported: (label: string, unsupported: readonly string[]) =>
    userError(
      "relationship-unsupported",
      `${label} cannot be in this failover relationship: ${unsupported.slice(0, 3).join(" ")}`,
      unsupported.length > 3 ? `And ${unsupported.length - 3} more.` : "",
    ),
  relationshipUndivided: (name: string, label: string, scopes: readonly string[]) =>
    userError(
      "relationship-undivided",
      `scopeIds of ${quoted(name)} omits ${listed(scopes, 4)} of ${label}, and no other ` +
        `relationship of this program has ${oneOrMany(scopes, "it", "them")}. ` +
        "Clients of a scope without a partner get no acknowledgement.",
      "Name every scope, omit scopeIds, or assign the others to relationships of their own, " +
        "without dependsOn between them. Nothing was written.",
    ),
  relationshipBatchFailed: (name: string, label: string, others: readonly string[]) =>
    userError(
      "relationship-batch-failed",
      `${quoted(name)} was not created on ${label}: ` +
        `it must be written together with ${listed(others.map(quoted))}, which failed earlier.`,
      "Correct that error and run the update again.",
    ),
  relationshipUnserved: (name: string, label: string, ranges: readonly string[]) =>
    userError(
      "relationship-unserved",
      `Without the failover relationship ${quoted(name)}, ${label} would hand out no address ` +
        `of ${listed(ranges, 4)}: ${oneOrMany(ranges, "it is", "they are")} for clients with a ` +
        `class that only failover assigns. The relationship stays on ${label}.`,
      'Set mode "hotStandby", remove these classes from the ranges of both servers, ' +
        "then remove the relationship. Or set force: true, update, and remove it.",
    ),
  relationshipAdopted: (name: string, primary: string, partner: string) =>
    `The failover relationship ${quoted(name)} already exists on ${primary} and ${partner} ` +
    "exactly as in the program: it is adopted.",
  relationshipStopped: ({ name, labels, states, why }: RelationshipStopped) =>
    userError(
      "relationship-stopped",
      `The failover relationship ${quoted(name)} is not on both servers as the program defines ` +
        `it. ${labels[0]} ${states[0]}; ${labels[1]} ${states[1]}. ${why}`,
      "Correct the cause; the next update does the rest.",
    ),
  relationshipState: (
    isStated: boolean,
    differences: readonly string[],
    missing: readonly string[],
  ) => {
    const lacks = missing.length > 0 ? `, and lacks ${scopesText(missing)}` : "";
    if (!isStated) return `does not have it${lacks}`;
    if (differences.length === 0) return `has it as defined${lacks}`;
    return `has it with differences (${listed(differences, 4)})${lacks}`;
  },
  relationshipStateUnknown: () => "cannot be read",
  relationshipOnOneServer: (name: string, label: string, other: string) =>
    `The failover relationship ${quoted(name)} already exists on ${label} as defined, ` +
    `but not on ${other}: it is created there.`,

  relationshipSecretUnreadable: (name: string) =>
    `The shared secret of ${quoted(name)} will be set on both servers, because its current ` +
    "value cannot be read back.",
  relationshipSecretChanged: (name: string) =>
    `The shared secret of ${quoted(name)} has changed since the last update: ` +
    "it will be set on both servers.",

  // ---- a partner that is down ----
  partnerDownUnsupported: (driver: string) =>
    userError(
      "partner-down-unsupported",
      `A server with the driver ${quoted(driver)} detects by itself that its partner is down.`,
      "Omit partnerDown.",
    ),
  partnerDownUnmanaged: (name: string) =>
    userError(
      "partner-down-unmanaged",
      `${quoted(name)} is not managed yet, and its partner does not answer: ` +
        "it cannot be compared with the program.",
      "Declare it without partnerDown while both servers answer, or set the partner-down state " +
        "by hand.",
    ),
  partnerIsDown: (name: string, label: string, isSet: boolean) =>
    `${label} ${isSet ? "is" : "will be set to"} partner-down in ${quoted(name)}, ` +
    "and serves all clients. Nothing else of the relationship is compared or changed until the " +
    "partner answers again.",
  partnerDownWithoutEffect: (name: string, label: string, state: string | undefined) =>
    `partnerDown has no effect: ${label} ` +
    (state === undefined ? "does not have " : `reports ${quoted(state)} for `) +
    `the failover relationship ${quoted(name)}, ` +
    "which does not mean that its partner is unreachable. Remove partnerDown from the program.",
  partnerUnreachable: (name: string, label: string, why: string) =>
    `${label} reports that its partner in the failover relationship ${quoted(name)} does not ` +
    `answer, and it does not answer here either, so drift cannot be detected. ${why}`,

  // ---- what a person should know ----
  relationshipOmitsScopes: (name: string, label: string, scopes: readonly string[]) =>
    `${quoted(name)} omits ${listed(scopes, 4)} of ${label}: ` +
    `other relationships of this program must contain ${oneOrMany(scopes, "it", "them")}. ` +
    "All are written together, or none.",
  relationshipOutage: (name: string, seconds: number) =>
    `While the failover relationship ${quoted(name)} starts on both servers, no client is ` +
    `answered for about ${secondsText(seconds)} (three heartbeats).`,
  relationshipWorks: (name: string, primary: string, partner: string) =>
    `The failover relationship ${quoted(name)} works, as both ${primary} and ${partner} report.`,
  relationshipEndsSharing: (label: string, scopes: number) =>
    `${label} keeps its ${oneOrMany(scopes, "scope", `${scopes} scopes`)} and answers clients ` +
    "independently from then on, without sharing leases. " +
    "Stop it, or make sure that only one server serves each range.",
  relationshipEndsService: (label: string, ranges: readonly string[]) =>
    `${label} keeps its scopes, but hands out no address of ${listed(ranges, 4)} from then on: ` +
    `${oneOrMany(ranges, "it is", "they are")} for clients with a class that failover assigns.`,
  relationshipOneSided: (name: string, label: string, other: string) =>
    `The failover relationship ${quoted(name)} is as defined on ${label}, but not on ${other}: ` +
    `they do not communicate, and after a while ${label} answers clients independently, ` +
    `without the leases of ${other}. Correct the error and update again soon, ` +
    "or remove the relationship from both servers.",
  relationshipFormerPartnerUnreachable: (name: string, why: string) =>
    `The former partner of the failover relationship ${quoted(name)} does not answer, ` +
    `and keeps its part of the relationship: ${why}`,
};

/** Two servers after an update that stopped between them. */
export interface RelationshipStopped {
  readonly name: string;
  readonly labels: readonly [string, string];
  /** The present state on each, in words. */
  readonly states: readonly [string, string];
  readonly why: string;
}

/** Returns the number of scopes and their ids, of many only the first. */
export const scopesText = (scopes: readonly string[]): string =>
  `${oneOrMany(scopes, "1 scope", `${scopes.length} scopes`)} (${listed(scopes, 4)})`;
