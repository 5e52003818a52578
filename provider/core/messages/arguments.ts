// What is wrong with what a program says.
import {
  alternatives,
  didYouMean,
  kindOf,
  listed,
  quoted,
  type UserError,
  userError,
  oneOrMany,
} from "./sentence.js";

/** Partners by name, with scopes that are theirs. */
type Owned = readonly (readonly [name: string, scopes: readonly string[]])[];
const ownedText = (owned: Owned): string =>
  listed(owned.map(([name, scopes]) => `${quoted(name)} (${listed(scopes, 4)})`));

export const argumentMessages = {
  // ---- addresses ----
  addressInvalid: (text: string) =>
    userError(
      "address-invalid",
      `${quoted(text)} is not an IPv4 address.`,
      "Write four numbers from 0 to 255 separated by dots, such as 10.0.1.14.",
    ),
  subnetInvalid: (text: string) =>
    userError(
      "subnet-invalid",
      `${quoted(text)} is not a subnet.`,
      "Write a network address and a prefix length, such as 10.0.1.0/24.",
    ),
  rangeInvalid: (text: string) =>
    userError(
      "range-invalid",
      `${quoted(text)} is not an address range.`,
      "Write the first and the last address, such as 10.0.1.10 - 10.0.1.100, or a prefix such " +
        "as 10.0.1.64/26.",
    ),

  // ---- arguments ----
  propertyUnknown: (where: string, names: readonly string[], known: readonly string[]) =>
    userError(
      "property-unknown",
      `${where}: there is no property ${names.map(quoted).join(", ")}.`,
      `${didYouMean(names[0] ?? "", known)}Write ${alternatives(known)}.`,
    ),
  propertyMissing: (where: string, wanted: string) =>
    userError("property-missing", `${where} is missing.`, `Give ${wanted}.`),
  propertyInvalid: (where: string, wanted: string, found: unknown) =>
    userError("property-invalid", `${where} is ${kindOf(found)}.`, `Give ${wanted}.`),
  propertyNotOneOf: (where: string, found: unknown, wanted: readonly string[]) =>
    userError(
      "property-not-one-of",
      `${where} is ${kindOf(found)}.`,
      `Give ${alternatives(wanted)}.`,
    ),
  driverUnknown: (where: string, found: unknown, known: readonly string[]) => {
    const drivers = alternatives(known.map(quoted));
    if (found === undefined)
      return userError("driver-missing", `${where}.driver is missing.`, `Give ${drivers}.`);
    const question = typeof found === "string" ? didYouMean(found, known, quoted) : "";
    return userError(
      "driver-unknown",
      `${where}: there is no driver ${kindOf(found)}.`,
      `${question}Give ${drivers}.`,
    );
  },
  questionInvalid: (question: string, refused: UserError) =>
    userError(refused.code, `${question}: ${refused.text}`, ""),
  keepMatchesNothing: (
    patterns: readonly (readonly [pattern: string, nearest: string | undefined])[],
    more: number,
  ) =>
    userError(
      "keep-matches-nothing",
      patterns
        .map(
          ([pattern, nearest]) =>
            `keep: ${quoted(pattern)} matches nothing on either server.` +
            (nearest === undefined ? "" : ` Did you mean ${quoted(nearest)}?`),
        )
        .join(" ") + (more > 0 ? ` The same is true of ${more} more.` : ""),
      "Correct the name, or remove it from keep if it is no longer needed.",
    ),
  keepInvalid: (pattern: string) =>
    userError(
      "keep-invalid",
      `${quoted(pattern)} does not name a property to keep.`,
      "Write a property as the preview shows it, such as options.dhcp4:66. " +
        "Use * for any characters, " +
        "and put a scope in front to keep it in that scope only: " +
        "10.0.1.0/24 nextServer.",
    ),
  scopeIdInvalid: (text: string) =>
    userError(
      "scope-id-invalid",
      `${quoted(text)} is not a scope id.`,
      "Write the scope's network address, such as 10.0.1.0, or with its prefix length, " +
        "10.0.1.0/24.",
    ),
  scopeIdAmbiguous: (text: string, ids: readonly string[]) =>
    userError(
      "scope-id-ambiguous",
      `${quoted(text)} names ${ids.length} scopes: ${listed(ids)}.`,
      "Add the prefix length of the scope you mean.",
    ),
  scopeIdIsHost: (text: string, id: string, whose: string) =>
    userError(
      "scope-id-host",
      `${quoted(text)} is an address within the scope ${id} of the ${whose}, not a scope's id.`,
      `Write ${id.split("/")[0]} or ${id}.`,
    ),
  scopeUnknown: (text: string, ids: readonly string[], whose: string) =>
    userError(
      "scope-unknown",
      ids.length === 0
        ? `The ${whose} has no scope ${quoted(text)}; it has none.`
        : `The ${whose} has no scope ${quoted(text)}; it has ${listed(ids)}.`,
      "Write the network address of an existing scope.",
    ),
  notInRelationship: (scope: string, name: string) =>
    userError(
      "not-in-relationship",
      `The scope ${scope} is not in the failover relationship ${quoted(name)} of the primary.`,
      "Name the relationship that contains the scope, or omit relationship. " +
        "If the scope moved to another relationship of a hub, name that relationship's partner " +
        "as the partner here.",
    ),
  scopeGone: (text: string) =>
    userError(
      "scope-gone",
      `The primary has no scope ${quoted(text)}, but the partner has one. ` +
        "Continuing would remove it from the partner.",
      "Restore the scope on the primary, " +
        "remove this resource from the program, " +
        "or set force: true to remove the scope from the partner.",
    ),
  relationshipUnknown: (name: string, names: readonly string[], whose: string) => {
    if (names.length === 0)
      return userError(
        "relationship-none",
        `The ${whose} has no failover relationship with a name, so none is called ` +
          `${quoted(name)}.`,
        "Omit the name, or select scopes by their ids.",
      );
    return userError(
      "relationship-unknown",
      `No failover relationship of the ${whose} is named ${quoted(name)}; ` +
        `it has ${listed(names)}.`,
      oneOrMany(names, "Use that name.", "Use one of these names."),
    );
  },
  partnerAndPartners: () =>
    userError(
      "partner-and-partners",
      "partner and partners are both set.",
      "Set partner if all scopes have the same partner. Otherwise set partners, " +
        "with the names that the failover relationships use.",
    ),
  partnersNone: () =>
    userError(
      "partners-none",
      "partners is empty.",
      "Add each partner under the name that its failover relationship uses, or set partner for " +
        "a single one.",
    ),
  partnersRequired: (owned: Owned) =>
    userError(
      "partners-required",
      `The selected scopes belong to several partners, but only one is set: ${ownedText(owned)}.`,
      "Set partners with these names, or select the scopes of one partner with names or scopeIds.",
    ),
  partnersMissing: (owned: Owned, names: readonly string[]) =>
    userError(
      "partners-missing",
      `partners does not name ${oneOrMany(owned, "the partner", "partners")} that selected ` +
        `scopes need: ${ownedText(owned)}. It names ${listed(names.map(quoted))}.`,
      "Add it under that name, or omit its scopes with exclude, names or scopeIds.",
    ),
  scopesOfNoPartner: (scopes: readonly string[]) =>
    userError(
      "scopes-of-no-partner",
      `${oneOrMany(scopes, "A selected scope is", `${scopes.length} selected scopes are`)} not ` +
        `in a failover relationship of the primary that names its partner: ${listed(scopes)}.`,
      "With partners, every scope needs such a relationship. Exclude these scopes, " +
        "or set their server as partner.",
    ),
  namesAndScopeIds: () =>
    userError(
      "names-and-scope-ids",
      "names and scopeIds are both set, but they select scopes in different ways.",
      "Use names to replicate relationships, scopeIds to replicate scopes, or neither for " +
        "every failover scope.",
    ),
};
