// What cannot be done with a failover relationship, and what a person should know when one is made, changed or taken away.
import { listed, quoted, refusal, secondsText } from "./sentence.js";

export const relationshipMessages = {
  // ---- arguments ----
  relationshipDriver: (where: string, driver: string, known: readonly string[]) =>
    refusal("relationship-driver", `${where} has the driver ${quoted(driver)}, which manages no failover relationships.`, `Name servers with the driver ${listed(known.map(quoted))}.`),
  relationshipDrivers: (one: string, other: string) => refusal("relationship-drivers", `primary is a server of the kind ${quoted(one)} and partner of the kind ${quoted(other)}: they cannot back each other up.`, "Name two servers of one kind."),
  roleWithoutStandby: (mode: string) => refusal("role-without-standby", `serverRole means nothing in the mode ${quoted(mode)}.`, 'Leave it out, or write mode: "hotStandby".'),
  keaHasNo: (name: string, why: string, what: string) => refusal("kea-has-no", `Kea has no ${name}: ${why}.`, `${what}.`),
  keaNamesEqual: (name: string) => refusal("kea-names-equal", `kea.primaryName and kea.partnerName are both ${quoted(name)}.`, "Give the two servers two names."),
  keaPeerUrlMissing: (property: string) => refusal("kea-peer-url-missing", `kea.${property} is missing: the address at which that server's failover hook is to listen for its partner.`, "Write it, such as http://192.0.2.1:8000/: an address and a port of the server that its partner reaches and that nothing else listens at; without a listener of its own (multiThreading) that of its Control Agent."),
  keaPeerUrl: (where: string) => refusal("kea-peer-url", `${where} is no address that a failover hook can listen at.`, "Write http:// or https:// with an IP address, for Kea takes no name there, and a port, such as http://192.0.2.1:8000/."),
  keaPeerTls: (where: string) => refusal("kea-peer-tls", `${where} begins with https://, and kea.peerTls is missing.`, "Give its ca, cert and key, or write http://."),
  keaTlsPart: (missing: string) => refusal("kea-tls-part", `kea.peerTls has no ${missing}, and Kea wants all three of ca, cert and key.`, "Give all three, or leave peerTls out."),
  keaOnlyIn: (name: string, only: string, mode: string) => refusal("kea-only-in", `kea.${name} means something in the mode ${quoted(only)} only, and this one is ${quoted(mode)}: Kea would not load its failover hook.`, `Leave ${name} out.`),
  keaScopesFewer: (name: string, missing: readonly string[]) => `scopeIds of ${quoted(name)} leaves out ${listed(missing, 4)}: with one relationship all scopes of a Kea server are under it, and clients of a scope that the partner does not have get no acknowledgement. Leave scopeIds out or name every scope; or put the others under relationships of a hub, in the same write.`,
  keaScopesNone: (name: string, label: string) => refusal("kea-scopes-none", `Every scope of ${label} is under another failover relationship already, so none is left for ${quoted(name)}.`, "Name the scopes that are to come under it in scopeIds."),

  keaScopesInherited: (label: string, gone: readonly string[], scopes: readonly string[], name: string) =>
    refusal("kea-scopes-inherited", `Without ${listed(gone.map(quoted))}, ${listed(scopes, 4)} of ${label} would come under ${quoted(name)}, the one relationship left, and its partner need not have ${scopes.length === 1 ? "it" : "them"}: their clients would get no acknowledgement. Nothing was written there.`, `Put ${scopes.length === 1 ? "it" : "them"} under ${quoted(name)} first, take ${scopes.length === 1 ? "it" : "them"} off the server, or take both relationships away in one update.`),

  // ---- what is there ----
  relationshipExists: (name: string, label: string, partner: string) =>
    refusal("relationship-exists", `${label} and ${partner} are in a failover relationship ${quoted(name)} already.`, "Set adopt: true to take it over as it is, or choose another name."),
  relationshipDiffers: (name: string, label: string, leaves: readonly string[], alone: boolean) =>
    refusal("relationship-differs", `The failover relationship ${quoted(name)} is there already, on ${label}, and differs from what the program says: ${leaves.slice(0, 8).join("; ")}${leaves.length > 8 ? `; and ${leaves.length - 8} more` : ""}.`, alone ? "Make the program say what is there; or, where an update got no further than that server, set force: true to have it changed there." : "Make the program say what is there and take it over with adopt: true; afterwards it can be changed."),
  relationshipTwice: (name: string, label: string, holder: string, claimant: string) =>
    refusal("relationship-twice", `Two resources manage the failover relationship ${quoted(name)} of ${label}: ${holder} and ${claimant}.`, "Leave it to one of them."),
  relationshipStrays: (label: string, primary: string, scopes: readonly string[]) =>
    refusal("relationship-strays", `${label} has scopes that ${primary} does not have: ${listed(scopes)}. Once both share leases, clients of these get no acknowledgement.`, "Make them on the primary too, take them off the partner, or set force: true."),
  misfitOf: (label: string, misfits: readonly string[]) => refusal("relationship-misfit", `${label} cannot be in this failover relationship: ${misfits.slice(0, 3).join(" ")}`, misfits.length > 3 ? `And ${misfits.length - 3} more.` : ""),
  relationshipUndivided: (name: string, label: string, scopes: readonly string[]) =>
    refusal("relationship-undivided", `scopeIds of ${quoted(name)} leaves out ${listed(scopes, 4)} of ${label}, and no other relationship of this program has ${scopes.length === 1 ? "it" : "them"}: clients of a scope that no partner backs up get no acknowledgement.`, "Name every scope, or leave scopeIds out; or put the others under relationships of their own, without dependsOn between them. Nothing was written."),
  relationshipWithout: (name: string, label: string, others: readonly string[]) =>
    refusal("relationship-without", `${quoted(name)} was not made on ${label}: it goes into one write there with ${listed(others.map(quoted))}, which did not come to it.`, "See to that first; the next update makes both."),
  relationshipUnserved: (name: string, label: string, ranges: readonly string[]) =>
    refusal("relationship-unserved", `Without the failover relationship ${quoted(name)}, ${label} would give out no address of ${listed(ranges, 4)}: ${ranges.length === 1 ? "it is" : "they are"} for clients to which failover gives a class, and nobody else does. It stays on ${label}.`, 'Give it the mode "hotStandby", take these classes off the ranges of both servers, and then take it away; or set force: true, update, and take it away.'),
  relationshipHalf: (name: string, label: string, other: string) => `The failover relationship ${quoted(name)} is on ${label} already, as it should be, and not on ${other}: it is made there.`,

  // ---- what a person should know ----
  relationshipDivides: (name: string, label: string, scopes: readonly string[]) => `${quoted(name)} leaves out ${listed(scopes, 4)} of ${label}: other relationships of this program are to have ${scopes.length === 1 ? "it" : "them"}, and all go into one write; without them none is made.`,
  keaNoListener: (where: string, url: string) => `Unless ${url} (${where}) is the Control Agent's address, nobody listens there: the failover hook has no listener of its own without kea.multiThreading: { enableMultiThreading: true, httpDedicatedListener: true }, which Kea 2.2 must be told. Then each server takes the other for down, and both answer all clients.`,
  relationshipSilence: (name: string, seconds: number) => `While the failover relationship ${quoted(name)} begins on both servers, no client is answered: about ${secondsText(seconds)}, three signs of life.`,
  relationshipWorks: (name: string, primary: string, partner: string) => `The failover relationship ${quoted(name)} works: ${primary} and ${partner} both say so.`,
  relationshipAlone: (label: string, scopes: number) => `${label} keeps its ${scopes === 1 ? "scope" : `${scopes} scopes`} and answers clients on its own from then on, without sharing leases: stop it, or see that only one server serves each range.`,
  relationshipOneSided: (name: string, label: string, other: string) => `The failover relationship ${quoted(name)} is on ${label} now and not on ${other}: after it has waited for its partner, ${label} answers clients on its own, without the leases of ${other}. See to what was refused and update again soon, or take the relationship off it.`,
  relationshipFormerGone: (name: string, why: string) => `The server that was in the failover relationship ${quoted(name)} before cannot be asked, and keeps what it states of it: ${why}`,
};
