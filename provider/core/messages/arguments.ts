// What is wrong with what a program says.
import { alternatives, kindOf, listed, quoted, type UserError, refusal } from "./sentence.js";

/** Partners by name, with scopes that are theirs. */
type Owned = readonly (readonly [name: string, scopes: readonly string[]])[];
const ownedText = (owned: Owned): string =>
  listed(owned.map(([name, scopes]) => `${quoted(name)} (${listed(scopes, 4)})`));

export const argumentMessages = {
  // ---- addresses ----
  addressInvalid: (text: string) =>
    refusal(
      "address-invalid",
      `${quoted(text)} is no IPv4 address.`,
      "Write four numbers from 0 to 255 with dots between them, such as 10.0.1.14.",
    ),
  subnetInvalid: (text: string) =>
    refusal(
      "subnet-invalid",
      `${quoted(text)} is no subnet.`,
      "Write a network address and a prefix length, such as 10.0.1.0/24.",
    ),
  rangeInvalid: (text: string) =>
    refusal(
      "range-invalid",
      `${quoted(text)} is no range of addresses.`,
      "Write its first and its last address, such as 10.0.1.10 - 10.0.1.100, or a prefix such as 10.0.1.64/26.",
    ),

  // ---- arguments ----
  propertyUnknown: (where: string, names: readonly string[], known: readonly string[]) =>
    refusal(
      "property-unknown",
      `${where}: there is no property ${names.map(quoted).join(", ")}.`,
      `Write ${alternatives(known)}.`,
    ),
  propertyMissing: (where: string, wanted: string) =>
    refusal("property-missing", `${where} is missing.`, `Give ${wanted}.`),
  propertyNot: (where: string, wanted: string, found: unknown) =>
    refusal("property-not", `${where} is ${kindOf(found)}.`, `Give ${wanted}.`),
  propertyNotOneOf: (where: string, found: unknown, wanted: readonly string[]) =>
    refusal(
      "property-not-one-of",
      `${where} is ${kindOf(found)}.`,
      `Give ${alternatives(wanted)}.`,
    ),
  driverUnknown: (where: string, found: unknown, known: readonly string[]) =>
    found === undefined
      ? refusal(
          "driver-missing",
          `${where}.driver is missing.`,
          `Give ${alternatives(known.map(quoted))}.`,
        )
      : refusal(
          "driver-unknown",
          `${where}: there is no driver ${kindOf(found)}.`,
          `Give ${alternatives(known.map(quoted))}.`,
        ),
  askedWrongly: (question: string, refused: UserError) =>
    refusal(refused.code, `${question}: ${refused.message}`, ""),
  keepNamesNothing: (
    patterns: readonly (readonly [pattern: string, nearest: string | undefined])[],
    more: number,
  ) =>
    refusal(
      "keep-names-nothing",
      patterns
        .map(
          ([pattern, nearest]) =>
            `keep: ${quoted(pattern)} names nothing on either server.${nearest === undefined ? "" : ` Did you mean ${quoted(nearest)}?`}`,
        )
        .join(" ") + (more > 0 ? ` So do ${more} more.` : ""),
      "Correct the name, or remove it from keep if it is no longer needed.",
    ),
  keepInvalid: (pattern: string) =>
    refusal(
      "keep-invalid",
      `${quoted(pattern)} names no leaf to keep.`,
      "Write a leaf as the preview shows it, such as options.dhcp4:66, * for any characters, and a scope in front for one scope only: 10.0.1.0/24 nextServer.",
    ),
  scopeIdInvalid: (text: string) =>
    refusal(
      "scope-id-invalid",
      `${quoted(text)} is no scope id.`,
      "Write the scope's network address, such as 10.0.1.0, or with its prefix length, 10.0.1.0/24.",
    ),
  scopeIdAmbiguous: (text: string, ids: readonly string[]) =>
    refusal(
      "scope-id-ambiguous",
      `${quoted(text)} names ${ids.length} scopes: ${listed(ids)}.`,
      "Write the one you mean with its prefix length.",
    ),
  scopeIdIsHost: (text: string, id: string, whose: string) =>
    refusal(
      "scope-id-host",
      `${quoted(text)} is an address within the scope ${id} of the ${whose}, not a scope's id.`,
      `Write ${id.split("/")[0]} or ${id}.`,
    ),
  scopeUnknown: (text: string, ids: readonly string[], whose: string) =>
    refusal(
      "scope-unknown",
      `The ${whose} has no scope ${quoted(text)}; ${ids.length === 0 ? "it has none" : `it has ${listed(ids)}`}.`,
      "Write the network address of one that it has.",
    ),
  notInRelationship: (scope: string, name: string) =>
    refusal(
      "not-in-relationship",
      `The scope ${scope} is not in the failover relationship ${quoted(name)} of the primary.`,
      "Name the one it is in, or leave relationship out; a scope moves to another relationship of a hub, whose partner is then the partner here.",
    ),
  scopeGone: (text: string) =>
    refusal(
      "scope-gone",
      `The primary has no scope ${quoted(text)}, but the partner has; going on would remove it there.`,
      "Put it back on the primary, take this resource out of the program, or set force: true to remove the scope from the partner.",
    ),
  relationshipUnknown: (name: string, names: readonly string[], whose: string) =>
    names.length === 0
      ? refusal(
          "relationship-none",
          `The ${whose} has no failover relationship with a name, so none is named ${quoted(name)}.`,
          "Leave the name out, or choose scopes by their ids.",
        )
      : refusal(
          "relationship-unknown",
          `No failover relationship of the ${whose} is named ${quoted(name)}; it has ${listed(names)}.`,
          names.length === 1 ? "Write that." : "Write one of these.",
        ),
  partnerAndPartners: () =>
    refusal(
      "partner-and-partners",
      "Both partner and partners are given.",
      "Give partner where all scopes have the same, or partners, each by the name that the failover relationship gives it.",
    ),
  partnersNone: () =>
    refusal(
      "partners-none",
      "partners names no server.",
      "Give each partner by the name that the failover relationship gives it, or one as partner.",
    ),
  partnersWanted: (owned: Owned) =>
    refusal(
      "partners-wanted",
      `The selected scopes belong to several partners, and one is given: ${ownedText(owned)}.`,
      "Give partners, each by that name, or select the scopes of one with names or scopeIds.",
    ),
  partnersMissing: (owned: Owned, names: readonly string[]) =>
    refusal(
      "partners-missing",
      `partners does not name ${owned.length === 1 ? "the partner" : "partners"} that selected scopes need: ${ownedText(owned)}. It names ${listed(names.map(quoted))}.`,
      "Add it by that name, or leave its scopes out with exclude, names or scopeIds.",
    ),
  nobodysScopes: (scopes: readonly string[]) =>
    refusal(
      "scopes-of-no-partner",
      `${scopes.length === 1 ? "A selected scope is" : `${scopes.length} selected scopes are`} in no failover relationship of the primary that names its partner: ${listed(scopes)}.`,
      "With partners every scope needs one; leave these out, or give their server as partner.",
    ),
  namesAndScopeIds: () =>
    refusal(
      "names-and-scope-ids",
      "Both names and scopeIds are given, and they choose scopes in two ways.",
      "Give names to replicate relationships, scopeIds to replicate scopes, or neither for every failover scope.",
    ),
};
