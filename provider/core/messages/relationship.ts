// What cannot be done with a failover relationship, and what a person should know when one is made, changed or taken away.
import { listed, quoted, refusal, secondsText } from "./sentence.js";

export const relationshipMessages = {
  // ---- arguments ----
  relationshipDriver: (where: string, driver: string, known: readonly string[]) =>
    refusal(
      "relationship-driver",
      `${where} has the driver ${quoted(driver)}, which manages no failover relationships.`,
      `Name servers with the driver ${listed(known.map(quoted))}.`,
    ),
  relationshipDrivers: (one: string, other: string) =>
    refusal(
      "relationship-drivers",
      `primary is a server of the kind ${quoted(one)} and partner of the kind ${quoted(other)}: they cannot back each other up.`,
      "Name two servers of one kind.",
    ),
  roleWithoutStandby: (mode: string) =>
    refusal(
      "role-without-standby",
      `serverRole means nothing in the mode ${quoted(mode)}.`,
      'Leave it out, or write mode: "hotStandby".',
    ),
  onlyInMode: (property: string, meant: string, mode: string) =>
    refusal(
      "only-in-mode",
      `${property} means something in the mode ${quoted(meant)} only, and this one is ${quoted(mode)}.`,
      "Leave it out, or write the other mode.",
    ),
  relationshipForeign: (property: string, driver: string) =>
    refusal(
      "relationship-foreign",
      `${property} is for servers of another kind; these are of the kind ${quoted(driver)}.`,
      "Leave it out.",
    ),
  windowsNoMode: (mode: string) =>
    refusal(
      "windows-no-mode",
      `A Windows DHCP server has no mode ${quoted(mode)}.`,
      'Write mode: "loadBalance" or "hotStandby".',
    ),
  windowsNameLong: (length: number, most: number) =>
    refusal(
      "windows-name-long",
      `The relationship's name has ${length} characters, and a Windows DHCP server takes ${most}.`,
      "Choose a shorter one.",
    ),
  windowsRelationshipsMost: (label: string, most: number) =>
    refusal(
      "windows-relationships-most",
      `${label} is in ${most} failover relationships already, and cannot be in more.`,
      "Put the scopes under one that is there.",
    ),
  windowsIntervalOff: () =>
    refusal(
      "windows-interval-off",
      "stateSwitchInterval says after how long a server takes over by itself, and autoStateTransition: false says that it does not.",
      "Leave one of them out.",
    ),
  windowsScopesNone: (name: string, label: string) =>
    refusal(
      "windows-scopes-none",
      `No scope would come under ${quoted(name)}, and Add-DhcpServerv4Failover makes no relationship without one: ${label} has no scope that is under no other.`,
      "Name a scope in scopeIds.",
    ),
  windowsSecretEmpty: (name: string) =>
    refusal(
      "windows-secret-empty",
      `What sharedSecret of ${quoted(name)} points to is empty.`,
      "Put a secret there, or leave sharedSecret out: then the servers show each other none.",
    ),
  keaHasNo: (name: string, why: string, what: string) =>
    refusal("kea-has-no", `Kea has no ${name}: ${why}.`, `${what}.`),
  keaNamesEqual: (name: string) =>
    refusal(
      "kea-names-equal",
      `kea.primaryName and kea.partnerName are both ${quoted(name)}.`,
      "Give the two servers two names.",
    ),
  keaPeerUrlMissing: (property: string) =>
    refusal(
      "kea-peer-url-missing",
      `kea.${property} is missing: the address at which that server's failover hook is to listen for its partner.`,
      "Write it, such as http://192.0.2.1:8000/: an address and a port of the server that its partner reaches and that nothing else listens at; without a listener of its own (multiThreading) that of its Control Agent.",
    ),
  keaPeerUrl: (where: string) =>
    refusal(
      "kea-peer-url",
      `${where} is no address that a failover hook can listen at.`,
      "Write http:// or https:// with an IP address, for Kea takes no name there, and a port, such as http://192.0.2.1:8000/.",
    ),
  keaUrlsCrossed: (primary: string, partner: string) =>
    refusal(
      "kea-urls-crossed",
      `kea.primaryUrl is where the failover hook of ${partner} listens now, and kea.partnerUrl where that of ${primary} does: neither can listen at the other's address.`,
      "Where primary and partner change places in the program, let primaryUrl and partnerUrl do so too, and primaryName and partnerName.",
    ),
  keaPeerTls: (where: string) =>
    refusal(
      "kea-peer-tls",
      `${where} begins with https://, and kea.peerTls is missing.`,
      "Give its ca, cert and key, or write http://.",
    ),
  keaTlsPart: (missing: string) =>
    refusal(
      "kea-tls-part",
      `kea.peerTls has no ${missing}, and Kea wants all three of ca, cert and key.`,
      "Give all three, or leave peerTls out.",
    ),
  keaOnlyIn: (name: string, only: string, mode: string) =>
    refusal(
      "kea-only-in",
      `kea.${name} means something in the mode ${quoted(only)} only, and this one is ${quoted(mode)}: Kea would not load its failover hook.`,
      `Leave ${name} out.`,
    ),
  keaScopesFewer: (name: string, missing: readonly string[]) =>
    `scopeIds of ${quoted(name)} leaves out ${listed(missing, 4)}: with one relationship all scopes of a Kea server are under it, and clients of a scope that the partner does not have get no acknowledgement. Leave scopeIds out or name every scope; or put the others under relationships of a hub, in the same write.`,
  keaScopesNone: (name: string, label: string) =>
    refusal(
      "kea-scopes-none",
      `Every scope of ${label} is under another failover relationship already, so none is left for ${quoted(name)}.`,
      "Name the scopes that are to come under it in scopeIds.",
    ),

  keaScopesInherited: (
    label: string,
    gone: readonly string[],
    scopes: readonly string[],
    name: string,
  ) =>
    refusal(
      "kea-scopes-inherited",
      `Without ${listed(gone.map(quoted))}, ${listed(scopes, 4)} of ${label} would come under ${quoted(name)}, the one relationship left, and its partner need not have ${scopes.length === 1 ? "it" : "them"}: their clients would get no acknowledgement. Nothing was written there.`,
      `Put ${scopes.length === 1 ? "it" : "them"} under ${quoted(name)} first, take ${scopes.length === 1 ? "it" : "them"} off the server, or take both relationships away in one update.`,
    ),

  // ---- what is there ----
  relationshipExists: (name: string, label: string, partner: string) =>
    refusal(
      "relationship-exists",
      `${label} and ${partner} are in a failover relationship ${quoted(name)} already.`,
      "Set adopt: true to take it over as it is, or choose another name.",
    ),
  relationshipCalled: (name: string, called: string, label: string, partner: string) =>
    refusal(
      "relationship-called",
      `${label} and ${partner} are in no failover relationship ${quoted(name)}, but in one called ${quoted(called)}.`,
      `Write name: ${quoted(called)} to take it over; it can be given another name afterwards.`,
    ),
  relationshipDiffers: (name: string, label: string, leaves: readonly string[], alone: boolean) =>
    refusal(
      "relationship-differs",
      `The failover relationship ${quoted(name)} is there already, on ${label}, and differs from what the program says: ${leaves.slice(0, 8).join("; ")}${leaves.length > 8 ? `; and ${leaves.length - 8} more` : ""}.`,
      alone
        ? "Make the program say what is there; or, where an update got no further than that server, set force: true to have it changed there."
        : "Make the program say what is there and take it over with adopt: true; afterwards it can be changed.",
    ),
  relationshipTaken: (former: string, name: string, label: string) =>
    refusal(
      "relationship-taken",
      `The failover relationship ${quoted(former)} is to be called ${quoted(name)}, and ${label} has another of that name.`,
      "Choose another name, or take one of the two away first.",
    ),
  relationshipTwice: (name: string, label: string, holder: string, claimant: string) =>
    refusal(
      "relationship-twice",
      `Two resources manage the failover relationship ${quoted(name)} of ${label}: ${holder} and ${claimant}.`,
      "Leave it to one of them.",
    ),
  relationshipStrays: (label: string, primary: string, scopes: readonly string[]) =>
    refusal(
      "relationship-strays",
      `${label} has scopes that ${primary} does not have: ${listed(scopes)}. Once both share leases, clients of these get no acknowledgement.`,
      "Make them on the primary too, take them off the partner, or set force: true.",
    ),
  misfitOf: (label: string, unsupported: readonly string[]) =>
    refusal(
      "relationship-misfit",
      `${label} cannot be in this failover relationship: ${unsupported.slice(0, 3).join(" ")}`,
      unsupported.length > 3 ? `And ${unsupported.length - 3} more.` : "",
    ),
  relationshipUndivided: (name: string, label: string, scopes: readonly string[]) =>
    refusal(
      "relationship-undivided",
      `scopeIds of ${quoted(name)} leaves out ${listed(scopes, 4)} of ${label}, and no other relationship of this program has ${scopes.length === 1 ? "it" : "them"}: clients of a scope that no partner backs up get no acknowledgement.`,
      "Name every scope, or leave scopeIds out; or put the others under relationships of their own, without dependsOn between them. Nothing was written.",
    ),
  relationshipWithout: (name: string, label: string, others: readonly string[]) =>
    refusal(
      "relationship-without",
      `${quoted(name)} was not made on ${label}: it goes into one write there with ${listed(others.map(quoted))}, which did not come to it.`,
      "Look at what kept them from it; the next update makes all of them.",
    ),
  relationshipUnserved: (name: string, label: string, ranges: readonly string[]) =>
    refusal(
      "relationship-unserved",
      `Without the failover relationship ${quoted(name)}, ${label} would give out no address of ${listed(ranges, 4)}: ${ranges.length === 1 ? "it is" : "they are"} for clients to which failover gives a class, and nobody else does. It stays on ${label}.`,
      'Give it the mode "hotStandby", take these classes off the ranges of both servers, and then take it away; or set force: true, update, and take it away.',
    ),
  relationshipWhole: (name: string, primary: string, partner: string) =>
    `The failover relationship ${quoted(name)} is on ${primary} and ${partner} already, just as the program has it: it is taken over.`,
  relationshipStopped: ({ name, labels, states, why }: RelationshipStopped) =>
    refusal(
      "relationship-stopped",
      `The failover relationship ${quoted(name)} is not on both servers as the program has it. ${labels[0]} ${states[0]}; ${labels[1]} ${states[1]}. ${why}`,
      "Once that is mended, the next update does what is left.",
    ),
  relationshipStatedAs: (
    isStated: boolean,
    differences: readonly string[],
    lacking: readonly string[],
  ) => {
    const stated = !isStated
      ? "does not state it"
      : differences.length === 0
        ? "states it so"
        : `states it otherwise (${listed(differences, 4)})`;
    return `${stated}${lacking.length > 0 ? `, and lacks ${scopesText(lacking)}` : ""}`;
  },
  relationshipHalf: (name: string, label: string, other: string) =>
    `The failover relationship ${quoted(name)} is on ${label} already, as it should be, and not on ${other}: it is made there.`,

  // ---- where a write to one server changes both ----
  relationshipAnew: (
    name: string,
    what: readonly string[],
    label: string,
    scopes: readonly string[],
    leases: number | undefined,
  ) =>
    refusal(
      "relationship-anew",
      `${quoted(name)} cannot be changed in this: ${listed(what, 4)}. It would be removed and made again, and removing it takes ${scopesText(scopes)} from ${label}, with ${leasesText(leases)}.`,
      "Leave it as it is, or set force: true.",
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
  relationshipScopesThere: (name: string, label: string, scopes: readonly string[]) =>
    refusal(
      "relationship-scopes-there",
      `${label} has ${listed(scopes, 4)} already, and ${quoted(name)} makes its scopes there itself, from those of the primary.`,
      "See that nobody needs what the partner holds of them, take them off it (Remove-DhcpServerv4Scope), and run this again; or leave them out of scopeIds.",
    ),
  relationshipPrimaryAlone: (
    name: string,
    primary: string,
    partner: string,
    scopes: readonly string[],
  ) =>
    refusal(
      "relationship-primary-alone",
      `${primary} states the failover relationship ${quoted(name)} and ${partner} does not, but has scopes of it: ${listed(scopes, 4)}. Made again, it would make them there itself.`,
      "Take them off the partner (Remove-DhcpServerv4Scope), where nobody needs what it holds of them, and run this again.",
    ),
  relationshipPartnerAlone: (name: string, primary: string, partner: string) =>
    refusal(
      "relationship-partner-alone",
      `${partner} states the failover relationship ${quoted(name)} and ${primary} does not: a change reached only one of them.`,
      `Remove it on ${partner} (Remove-DhcpServerv4Failover -Name), after a look at whether ${primary} still needs its scopes: that cmdlet may take them from there. Then take the scopes off ${partner}, and run this again.`,
    ),
  relationshipElsewhere: (name: string, label: string, with_: string) =>
    refusal(
      "relationship-elsewhere",
      `${label} is in a failover relationship ${quoted(name)} with ${quoted(with_)}, another server than the one that the program names.`,
      "Choose another name, or remove that relationship first: on the server that is to keep its scopes.",
    ),
  relationshipUnmirrored: (
    name: string,
    primary: string,
    partner: string,
    leaves: readonly string[],
  ) =>
    refusal(
      "relationship-unmirrored",
      `${primary} states the failover relationship ${quoted(name)} as wanted, and ${partner} does not: ${leaves.slice(0, 4).join("; ")}${leaves.length > 4 ? `; and ${leaves.length - 4} more` : ""}.`,
      `Run this again: where ${primary} alone states something, it then passes that on once more. If it stays so, the account does not reach the partner from there (the second hop): log on with a password or CredSSP.`,
    ),
  relationshipHalfApplied: (
    name: string,
    primary: string,
    partner: string,
    here: string,
    there: string,
    why: string,
  ) =>
    refusal(
      "relationship-half-applied",
      `The change of the failover relationship ${quoted(name)} reached one server and not the other. ${primary} ${here}; ${partner} ${there}. ${why}`,
      "See that the account reaches the partner from the primary (the second hop: log on with a password or CredSSP), then run this again.",
    ),
  relationshipStates: (members: readonly string[] | undefined, scopes: number) =>
    (members
      ? `states it over ${members.length === 1 ? "1 scope" : `${members.length} scopes`}`
      : "does not state it") +
    (members && scopes < members.length ? `, and has ${scopes} of them` : ""),
  relationshipNotThere: (name: string, label: string, primary: string) =>
    refusal(
      "relationship-not-there",
      `${primary} states the failover relationship ${quoted(name)} and ${label} does not, so no scope of this pair can come under it.`,
      "Name a relationship that both are in.",
    ),
  memberRemoved: (name: string, label: string, scopes: readonly string[]) =>
    refusal(
      "member-removed",
      `${listed(scopes, 4)} would be removed from ${label}, where the failover relationship ${quoted(name)} has ${scopes.length === 1 ? "it" : "them"}: no member can be removed.`,
      "Take such scopes out of the relationship first (Remove-DhcpServerv4FailoverScope), or leave them out with exclude.",
    ),
  memberMissing: (name: string, primary: string, label: string, scopes: readonly string[]) =>
    refusal(
      "member-missing",
      `${listed(scopes, 4)} ${scopes.length === 1 ? "is" : "are"} in the failover relationship ${quoted(name)} of ${primary}, and ${label} does not have ${scopes.length === 1 ? "it" : "them"}: no replication makes it there.`,
      `Take ${scopes.length === 1 ? "it" : "them"} out and in again on ${primary}: Remove-DhcpServerv4FailoverScope, then Add-DhcpServerv4FailoverScope.`,
    ),
  relationshipUnread: () => "cannot be read",
  relationshipMembersAlone: (
    name: string,
    primary: string,
    partner: string,
    scopes: readonly string[],
  ) =>
    refusal(
      "relationship-members-alone",
      `${partner} has ${listed(scopes, 4)} in the failover relationship ${quoted(name)} and ${primary} does not: a change reached only one of them.`,
      `Take ${scopes.length === 1 ? "it" : "them"} out on ${partner} (Remove-DhcpServerv4FailoverScope), after a look at whether ${primary} still needs ${scopes.length === 1 ? "it" : "them"}: that cmdlet may delete there.`,
    ),
  relationshipMoves: (name: string, moved: readonly string[]) =>
    refusal(
      "relationship-moves",
      `${listed(moved, 4)} would leave another failover relationship for ${quoted(name)}: it is deleted on the partner of that one.`,
      "Leave it there, or set force: true.",
    ),
  relationshipRemade: (name: string, primary: string, partner: string) =>
    `Only ${primary} states the failover relationship ${quoted(name)}, ${partner} does not: it is removed there and made again.`,
  relationshipPushed: (name: string, primary: string, partner: string, leaves: readonly string[]) =>
    `${partner} states the failover relationship ${quoted(name)} otherwise than ${primary}: ${listed(leaves, 4)}. ${primary} passes it on once more.`,
  relationshipTakes: (name: string, label: string, scopes: readonly string[]) =>
    `When the failover relationship ${quoted(name)} is removed, so ${scopes.length === 1 ? "is its scope" : "are its scopes"} on ${label}: ${scopesText(scopes)}.`,
  relationshipRemoved: (
    name: string,
    label: string,
    scopes: readonly string[],
    leases: number | undefined,
  ) =>
    refusal(
      "relationship-removed",
      `Removing the failover relationship ${quoted(name)} takes ${scopesText(scopes)} from ${label}, with ${leasesText(leases)}.`,
      'Wait until the leases are gone, set force: true and run an update first, or leave it there (onDelete: "retain").',
    ),
  relationshipSecret: (name: string) =>
    `The shared secret of ${quoted(name)} is set on both servers: it is not known to be the one that they have.`,
  relationshipSecretChanged: (name: string) =>
    `The shared secret of ${quoted(name)} is another one than was written last: it is set on both servers.`,

  // ---- a partner that is down ----
  partnerDownNowhere: (driver: string) =>
    refusal(
      "partner-down-nowhere",
      `A server of the kind ${quoted(driver)} is not told that its partner is down: it finds that out by itself.`,
      "Leave partnerDown out.",
    ),
  partnerDownAnew: (name: string) =>
    refusal(
      "partner-down-anew",
      `${quoted(name)} is not managed yet, and its partner does not answer: it cannot be held against what the program says.`,
      "Declare it without partnerDown while both servers answer; or tell the server by hand.",
    ),
  partnerIsDown: (name: string, label: string, told: boolean) =>
    `${label} ${told ? "counts" : "is told to count"} its partner in ${quoted(name)} as down, and serves all clients. Nothing else of the relationship is looked at or changed until the partner answers again.`,
  partnerAnswers: (name: string, label: string, state: string | undefined) =>
    `partnerDown does nothing: ${label} ${state === undefined ? `does not state the failover relationship ${quoted(name)}` : `says ${quoted(state)} of the failover relationship ${quoted(name)}`}, so its partner is not known to be silent. Take it out of the program.`,
  partnerSilent: (name: string, label: string, why: string) =>
    `${label} says that its partner in the failover relationship ${quoted(name)} does not answer, and it cannot be asked from here either: whether it drifted is not known. ${why}`,

  // ---- what a person should know ----
  relationshipDivides: (name: string, label: string, scopes: readonly string[]) =>
    `${quoted(name)} leaves out ${listed(scopes, 4)} of ${label}: other relationships of this program are to have ${scopes.length === 1 ? "it" : "them"}, and all go into one write; without them none is made.`,
  keaNoListener: (where: string, url: string) =>
    `Unless ${url} (${where}) is the Control Agent's address, nobody listens there: the failover hook has no listener of its own without kea.multiThreading: { enableMultiThreading: true, httpDedicatedListener: true }, which Kea 2.2 must be told. Then each server takes the other for down, and both answer all clients.`,
  relationshipSilence: (name: string, seconds: number) =>
    `While the failover relationship ${quoted(name)} begins on both servers, no client is answered: about ${secondsText(seconds)}, three signs of life.`,
  relationshipWorks: (name: string, primary: string, partner: string) =>
    `The failover relationship ${quoted(name)} works: ${primary} and ${partner} both say so.`,
  relationshipAlone: (label: string, scopes: number) =>
    `${label} keeps its ${scopes === 1 ? "scope" : `${scopes} scopes`} and answers clients on its own from then on, without sharing leases: stop it, or see that only one server serves each range.`,
  relationshipIdle: (label: string, ranges: readonly string[]) =>
    `${label} keeps its scopes, and gives out no address of ${listed(ranges, 4)} from then on: ${ranges.length === 1 ? "it is" : "they are"} for clients to which failover gives a class.`,
  relationshipOneSided: (name: string, label: string, other: string) =>
    `The failover relationship ${quoted(name)} is as the program has it on ${label}, and not on ${other}: they are not in touch, and after a while ${label} answers clients on its own, without the leases of ${other}. See to what was refused and update again soon, or take the relationship off both.`,
  relationshipFormerGone: (name: string, why: string) =>
    `The server that was in the failover relationship ${quoted(name)} before cannot be asked, and keeps what it states of it: ${why}`,
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
