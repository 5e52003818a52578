// Every sentence a person can be told: a code, what is so, and what to do about it. Nothing else in the house words a refusal.

/** A refusal in one calm sentence or two. Shown as it is: no stack, no secret, its cause kept for who debugs. */
export class Refusal extends Error {
  constructor(
    /** Short and stable, for scripts and tests: `file-missing`. */
    readonly code: string,
    /** Who, what and why, then what to do. */
    message: string,
    options?: { readonly cause?: unknown },
    /** The argument it is about, where it is about one. */
    readonly property?: string,
  ) {
    super(message, options);
    this.name = "Refusal";
    // Where check, diff, read or delete throws, the SDK prints `${error}: ${error.stack}` besides the error that the engine shows.
    this.stack = "the resource's error says what and why.";
  }

  override toString(): string {
    return `Refused (${this.code})`;
  }

  /** The same refusal, about this argument. One that knows its argument keeps it. */
  about(property: string): Refusal {
    return this.property === undefined ? new Refusal(this.code, this.message, { cause: this.cause }, property) : this;
  }
}

const refusal = (code: string, sentence: string, remedy: string, cause?: unknown): Refusal =>
  new Refusal(code, `${sentence} ${remedy}`.trimEnd(), cause === undefined ? undefined : { cause });

/** Foreign text inside a sentence: quoted, one line, bounded, nothing a terminal would obey. */
export const quoted = (text: unknown): string => {
  const plain = JSON.stringify(String(text)).replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return plain.length <= 80 ? plain : `${plain.slice(0, 78)}…"`;
};

/** A path inside a sentence: as it is where a terminal would only show it. */
const pathText = (path: string): string => {
  const plain = path.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return plain === path ? path : `"${plain}"`;
};

/** Where something stands in a file: line and column from 1. */
interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

const placeText = ({ path, line, column }: Place, beside?: Place): string => `${path === beside?.path ? "" : `${pathText(path)}, `}line ${line}, column ${column}`;
const correct = ({ path }: Place): string => `Correct ${pathText(path)}; kea-dhcp4 -t says whether Kea takes it.`;

/** Some of many, in one line. */
export const listed = (items: readonly string[], most = 8): string => (items.length <= most ? items.join(", ") : `${items.slice(0, most).join(", ")} and ${items.length - most} more`);

/** `a, b or c`. */
export const alternatives = (items: readonly string[]): string => (items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`);

/** What a value is, told without telling a set of properties in full. */
const kindOf = (value: unknown): string => (Array.isArray(value) ? "a list" : typeof value === "object" && value !== null ? "a set of properties" : typeof value === "string" ? quoted(value) : String(value));

const countOf = (leaves: number): string => (leaves === 0 ? "nothing" : leaves === 1 ? "1 leaf" : `${leaves} leaves`);

export const messages = {
  // ---- addresses ----
  addressInvalid: (text: string) => refusal("address-invalid", `${quoted(text)} is no IPv4 address.`, "Write four numbers from 0 to 255 with dots between them, such as 10.0.1.14."),
  subnetInvalid: (text: string) => refusal("subnet-invalid", `${quoted(text)} is no subnet.`, "Write a network address and a prefix length, such as 10.0.1.0/24."),
  rangeInvalid: (text: string) => refusal("range-invalid", `${quoted(text)} is no range of addresses.`, "Write its first and its last address, such as 10.0.1.10 - 10.0.1.100, or a prefix such as 10.0.1.64/26."),

  // ---- arguments ----
  propertyUnknown: (where: string, names: readonly string[], known: readonly string[]) => refusal("property-unknown", `${where}: there is no property ${names.map(quoted).join(", ")}.`, `Write ${alternatives(known)}.`),
  propertyMissing: (where: string, wanted: string) => refusal("property-missing", `${where} is missing.`, `Give ${wanted}.`),
  propertyNot: (where: string, wanted: string, found: unknown) => refusal("property-not", `${where} is ${kindOf(found)}.`, `Give ${wanted}.`),
  propertyNotOneOf: (where: string, found: unknown, wanted: readonly string[]) => refusal("property-not-one-of", `${where} is ${kindOf(found)}.`, `Give ${alternatives(wanted)}.`),
  driverUnknown: (where: string, found: unknown, known: readonly string[]) =>
    found === undefined
      ? refusal("driver-missing", `${where}.driver is missing.`, `Give ${alternatives(known.map(quoted))}.`)
      : refusal("driver-unknown", `${where}: there is no driver ${quoted(found)}.`, `Give ${alternatives(known.map(quoted))}.`),
  askedWrongly: (question: string, refused: Refusal) => refusal(refused.code, `${question}: ${refused.message}`, ""),
  keepInvalid: (pattern: string) => refusal("keep-invalid", `${quoted(pattern)} names no leaf to keep.`, "Write a leaf as the preview shows it, such as options.dhcp4:66, * for any characters, and a scope in front for one scope only: 10.0.1.0/24 nextServer."),
  scopeIdInvalid: (text: string) => refusal("scope-id-invalid", `${quoted(text)} is no scope id.`, "Write the scope's network address, such as 10.0.1.0, or with its prefix length, 10.0.1.0/24."),
  scopeIdAmbiguous: (text: string, ids: readonly string[]) => refusal("scope-id-ambiguous", `${quoted(text)} names ${ids.length} scopes: ${listed(ids)}.`, "Write the one you mean with its prefix length."),
  scopeIdIsHost: (text: string, id: string, whose: string) => refusal("scope-id-host", `${quoted(text)} is an address within the scope ${id} of the ${whose}, not a scope's id.`, `Write ${id.split("/")[0]} or ${id}.`),
  scopeUnknown: (text: string, ids: readonly string[], whose: string) =>
    refusal("scope-unknown", `The ${whose} has no scope ${quoted(text)}; ${ids.length === 0 ? "it has none" : `it has ${listed(ids)}`}.`, "Write the network address of one that it has."),
  notInRelationship: (scope: string, name: string) => refusal("not-in-relationship", `The scope ${scope} is not in the failover relationship ${quoted(name)} of the primary.`, "Name the one it is in, or leave relationship out."),
  scopeGone: (text: string) =>
    refusal("scope-gone", `The primary has no scope ${quoted(text)}, but the partner has; going on would remove it there.`, "Put it back on the primary, take this resource out of the program, or set force: true to remove the scope from the partner."),
  relationshipUnknown: (name: string, names: readonly string[]) =>
    names.length === 0
      ? refusal("relationship-none", `The primary has no failover relationship with a name, so none is named ${quoted(name)}.`, "Leave the name out, or choose scopes by their ids.")
      : refusal("relationship-unknown", `No failover relationship of the primary is named ${quoted(name)}; it has ${listed(names)}.`, "Write one of these."),
  namesAndScopeIds: () => refusal("names-and-scope-ids", "Both names and scopeIds are given, and they choose scopes in two ways.", "Give names to replicate relationships, scopeIds to replicate scopes, or neither for every failover scope."),

  // ---- guards ----
  primaryEmpty: (label: string) => refusal("primary-empty", `The primary, ${label}, holds no scopes at all.`, "If that is meant, set force: true; otherwise look whether primary names the right server."),
  tooManyRemoved: (label: string, removed: number, all: number) =>
    refusal("too-many-removed", `This would remove ${removed} of the ${all} scopes of the partner, ${label}.`, "If that is meant, set force: true; otherwise leave prune out, and they are only reported."),
  idsDiffer: (label: string, scopes: readonly string[]) =>
    refusal("ids-differ", `Scopes have another subnet id on the partner, ${label}, than on the primary: ${listed(scopes)}. Leases are found by that id: after a change the partner no longer finds those it has.`, "Give the primary the partner's ids, or set force: true once the leases are moved or may be lost."),
  reversed: (primary: string, partner: string) =>
    refusal("direction-reversed", `This resource last replicated from ${partner} to ${primary}, and now the other way round.`, "If the partner is to become the source, set force: true for one run; otherwise swap primary and partner back."),
  sameServer: (primary: string, partner: string) => refusal("same-server", `primary (${primary}) and partner (${partner}) are one and the same server.`, "Name two servers."),
  partnerReadOnly: (label: string, why: string) => refusal("partner-read-only", `The partner, ${label}, cannot be written: ${why}`, "Change its configuration where it comes from."),

  misfit: (label: string, misfits: readonly string[]) => refusal("misfit", `The partner, ${label}, cannot hold what the primary holds: ${misfits.slice(0, 3).join(" ")}`, misfits.length > 3 ? `And ${misfits.length - 3} more.` : ""),
  twoPrimaries: (part: string, label: string, holder: string, claimant: string) =>
    refusal("two-primaries", `Two resources replicate ${part} to ${label} from different primaries, which differ in it: ${holder} and ${claimant}. They would undo one another.`, "Make it the same on both primaries, or give both resources one primary."),
  scopeNowhere: (text: string) => refusal("scope-nowhere", `Neither server has a scope ${quoted(text)}.`, "Take this resource out of the program, or correct scopeId."),
  pruneWithScopeIds: () => refusal("prune-with-scope-ids", "prune is given together with scopeIds, which name every scope there is to speak of: there is nothing to prune.", "Leave one of them out."),
  nothingToWrite: (label: string) => `A resource that is created without replicate writes nothing: ${label} holds what it wants already.`,
  chained: (label: string, holder: string, name: string) => `${label}, from which ${name} copies, is itself written by ${holder}: what that changes goes further with the next update.`,
  claimedTwice: (scope: string, label: string, holder: string, claimant: string) =>
    refusal("claimed-twice", `Two resources replicate the scope ${scope} to ${label}: ${holder} and ${claimant}.`, "Leave it to one of them; FailoverReplication leaves out what exclude names."),
  driftUnrecorded: (label: string, leaves: readonly string[]) =>
    refusal("drift-unrecorded", `The partner, ${label}, holds other values, and no replication is on record to tell who changed them: ${listed(leaves)}.`, 'Make the two equal by hand, or replicate once with onDrift: "overwrite".'),
  driftRefused: (label: string, leaves: readonly string[]) =>
    refusal("drift-refused", `The partner, ${label}, was edited since it was last replicated: ${leaves.slice(0, 8).join("; ")}${leaves.length > 8 ? `; and ${leaves.length - 8} more` : ""}.`, 'Bring what is right to the primary, or replicate once with onDrift: "overwrite".'),
  driftLeaf: (leaf: string, base: string, primary: string, partner: string) => `${leaf} (last replicated ${base}, on the primary ${primary}, on the partner ${partner})`,

  // ---- writing ----
  moved: (label: string) => refusal("moved", `${label} holds something else than when this operation read it: somebody changed it meanwhile.`, "It was not written on; run this again to see what there is now."),
  contradictoryPlans: (label: string, leaves: readonly string[]) =>
    refusal("plans-contradict", `Resources of this program want different things of ${label}, and would undo one another: ${listed(leaves)}.`, "Nothing was written; give them one primary, or leave the scopes that share these parts to one resource."),
  notEqualAfterwards: (label: string, leaves: readonly string[]) => refusal("not-equal-afterwards", `${label} was written, but does not hold what it should: ${listed(leaves)}.`, "Run a preview to see what it holds."),
  unexpected: (doing: string, cause: unknown) => refusal("unexpected", `${doing} met what it was not made for: ${cause instanceof Error ? cause.message.split("\n")[0]! : String(cause)}`, "This is a fault of pulumi-dhcp-failover: please report it.", cause),

  // ---- what a person should know; nothing is refused ----
  unpruned: (label: string, scopes: readonly string[]) => `${label} also has ${scopes.length === 1 ? "a scope" : `${scopes.length} scopes`} that the primary has not: ${listed(scopes)}. Left alone; prune: true removes ${scopes.length === 1 ? "it" : "them"}.`,
  relationshipMissing: (label: string, name: string) => `${label} states no failover relationship named ${quoted(name)}, as the primary does: leases are not shared.`,
  relationshipContradicted: (label: string, name: string, wrong: readonly string[]) => `${label} contradicts the primary about the failover relationship ${quoted(name)}: it says ${wrong.join("; ")}. Relationships are not replicated.`,
  settingsDiffer: (primary: string, partner: string, leaves: readonly string[]) =>
    `Outside scopes ${partner} differs from ${primary} in ${leaves.length === 1 ? "one place" : `${leaves.length} places`}, which stays so: ${leaves.slice(0, 8).join("; ")}${leaves.length > 8 ? `; and ${leaves.length - 8} more` : ""}.`,
  inherits: (scopes: number) => ` (in force in ${scopes === 1 ? "one scope" : `${scopes} scopes`} of the partner)`,
  sharedWith: (label: string, part: string, scopes: readonly string[]) => `${part} on ${label} is used by ${listed(scopes)} as well: what changes in it changes there too.`,
  movedSince: (scope: string, primary: number, partner: number, both: readonly string[]) =>
    `${scope}: since it was last replicated the primary changed ${countOf(primary)}, the partner ${countOf(partner)}${both.length > 0 ? `, both changed ${listed(both, 4)}` : ""}.`,
  movedElsewhere: (scopes: number) => `${scopes} more scopes differ from what was last replicated.`,

  // ---- Kea's file dialect and files ----
  // What a text in quotes says is not told: it may be a password.
  keaSyntax: (at: Place, found: string | undefined, wanted: string) =>
    refusal("kea-file-syntax", `${placeText(at)}: found ${found === undefined ? "the end of the file" : found.startsWith('"') ? "a text in quotes" : quoted(found)} where ${wanted} was expected.`, correct(at)),
  keaEmpty: (path: string) => refusal("kea-file-empty", `${pathText(path)} holds no configuration: there is nothing in it, or only comments.`, 'Give the path of a Kea configuration, which begins with { "Dhcp4": {.'),
  keaByteOrderMark: (path: string) => refusal("kea-file-byte-order-mark", `${pathText(path)} begins with a byte order mark, which Kea does not accept.`, "Save the file as UTF-8 without one."),
  keaDuplicate: (at: Place, name: string, first: Place) =>
    refusal("kea-file-duplicate", `${placeText(at)}: found a second member ${quoted(name)} where a new name was expected; the first is at ${placeText(first, at)}.`, "Kea does not accept this: take one of the two out."),
  keaStringOpen: (at: Place) => refusal("kea-file-text-open", `${placeText(at)}: the text that begins here does not end on its line; a quotation mark was expected.`, correct(at)),
  keaControl: (at: Place, character: string) => refusal("kea-file-control", `${placeText(at)}: found the control character ${quoted(character)} inside a text, where Kea expects an escape.`, "Write it as an escape, such as \\t, or take it out."),
  keaEscape: (at: Place, escape: string) =>
    refusal("kea-file-escape", `${placeText(at)}: found ${quoted(escape)} inside a text; expected was one of Kea's escapes, which are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u0000 to \\u007f.`, "Write the character itself, in UTF-8."),
  keaNumber: (at: Place, found: string) => refusal("kea-file-number", `${placeText(at)}: found the number ${quoted(found)}, which is too large to be kept exactly.`, "Write a smaller number, or a text in quotes."),
  keaCommentOpen: (at: Place) => refusal("kea-file-comment-open", `${placeText(at)}: the comment that begins here does not end in its file.`, "End it with */."),
  keaTooDeep: (at: Place, deepest: number) => refusal("kea-file-too-deep", `${placeText(at)}: lists and maps stand more than ${deepest} deep in one another.`, correct(at)),
  keaBracketsApart: (open: Place, close: Place) =>
    refusal("kea-file-brackets-apart", `${placeText(close)}: what ends here was begun in another file, at ${placeText(open)}.`, "Put both brackets of a list or map into one file."),
  keaMemberApart: (name: string, at: Place, value: Place) =>
    refusal("kea-file-member-apart", `${placeText(at)}: the member ${quoted(name)} has its value elsewhere, at ${placeText(value)}, among other things, so it cannot be taken out as one.`, "Put its name and its value into one file."),
  keaIncludeMissing: (at: Place, name: string, folder: string | undefined, cause: unknown) =>
    folder === undefined
      ? refusal("kea-include-missing", `${placeText(at)}: the included file ${quoted(name)} is not there.`, "Put it there, or correct the path.", cause)
      : refusal("kea-include-missing", `${placeText(at)}: the included file ${quoted(name)} is not in ${pathText(folder)}. Kea looks for it in the folder its daemon was started in, which cannot be known from here.`, "Write an absolute path.", cause),
  keaIncludeCycle: (at: Place, path: string) => refusal("kea-include-cycle", `${placeText(at)}: ${pathText(path)} is included here while it is being read, so it would include itself without end.`, "Take this directive out."),
  keaIncludeDepth: (at: Place, deepest: number) => refusal("kea-include-depth", `${placeText(at)}: files include one another more than ${deepest} deep, which Kea does not support.`, "Include this file from one further out."),
  keaIncludedTwice: (path: string, places: readonly Place[]) =>
    refusal("kea-included-twice", `${pathText(path)} is included ${places.length} times, at ${listed(places.map((place) => placeText(place)), 3)}: a change in it would change every place.`, "Give the place that is to change a file or a text of its own."),
  keaEditsTangled: (path: readonly (string | number)[]) => refusal("kea-edits-tangled", `The changes at ${quoted(path.join("."))} do not fit the configuration or one another.`, "This is a mistake in this program: please report it."),
  keaUnwritable: (what: string) => refusal("kea-file-unwritable", `${what} cannot be written into a Kea configuration so that it reads the same.`, "Correct it on the server it comes from."),
  fileMissing: (path: string, cause?: unknown) => refusal("file-missing", `${pathText(path)}: there is no such file.`, "Correct the path, or put the file there.", cause),
  fileIsFolder: (path: string) => refusal("file-is-folder", `${pathText(path)} is a folder.`, "Give the path of a file."),
  fileNotRegular: (path: string) => refusal("file-not-regular", `${pathText(path)} is a device, a pipe or a socket.`, "Give the path of a file."),
  fileForbidden: (path: string, done: "read" | "written", cause: unknown) =>
    refusal("file-forbidden", `${pathText(path)} may not be ${done} by this user.`, done === "read" ? "Give the user the right to read it, or run this as one who has it." : "Give the user the right to write it and its folder, or run this as one who has it.", cause),
  fileNotText: (path: string, line: number) => refusal("file-not-text", `${pathText(path)}, line ${line}: there are bytes that are no UTF-8 text.`, "Save the file as UTF-8, or correct the path."),
  fileFailed: (path: string, done: "read" | "written", why: string, cause: unknown) => refusal("file-failed", `${pathText(path)} could not be ${done}: ${why}.`, "Look at the disk it is on, then run this again.", cause),
  fileChanged: (path: string) => refusal("file-changed", `${pathText(path)} changed after it was read, so nothing was written.`, "Run this again: it will read the file as it now is."),
  fileTwice: (path: string) => refusal("file-twice", `${pathText(path)} is to be written twice at once, perhaps under two names.`, "Name it in one way only."),
  fileHasSeveralNames: (path: string, names: number) =>
    refusal("file-has-several-names", `${pathText(path)} is one file under ${names} names (hard links); writing would leave the others with the old text.`, "Make it a file of its own: copy it, then move the copy over it."),
  fileOwner: (path: string, user: number, group: number, cause: unknown) =>
    refusal("file-owner", `${pathText(path)} belongs to user ${user}, group ${group}, which this user cannot give the file it would write.`, "Run this as the owner or as root.", cause),
  filesPartlyWritten: (written: readonly string[], path: string, cause: unknown) =>
    refusal("files-partly-written", `${listed(written.map(pathText))} ${written.length === 1 ? "was" : "were"} written, but then something failed at ${pathText(path)}: ${cause instanceof Refusal ? cause.message : String(cause)}`, "What was written stays written. Mend that and run this again: it will read the files as they now are.", cause),

  keaNotDhcp4: (path: string, names: readonly string[]) =>
    refusal("kea-not-dhcp4", `${pathText(path)} holds no configuration of Kea's DHCPv4 server: there is no map "Dhcp4" in it${names.length > 0 ? `, but ${listed(names.map(quoted), 4)}` : ""}.`, "Give the path of kea-dhcp4's configuration, usually /etc/kea/kea-dhcp4.conf."),

  // ---- Kea's model ----
  keaShape: (where: string, wanted: string) => refusal("kea-shape", `${where} is not ${wanted}.`, "Correct it; kea-dhcp4 -t tells what else Kea would refuse."),
  keaTwice: (where: string, what: string, key: string, first: string, second: string) =>
    refusal("kea-twice", `${where} has two ${what} on one key, ${key}: ${quoted(first)} and ${quoted(second)}.`, "Take one of them out."),
  keaOptionUnknown: (where: string, space: string, name: unknown) =>
    refusal("kea-option-unknown", `${where} sets the option ${quoted(name)} of the space ${quoted(space)}, which neither Kea nor this configuration defines.`, "Define it in option-def, or give its code."),
  keaHexInvalid: (where: string) => refusal("kea-hex-invalid", `${where} is told in bytes, and what stands there is no row of hexadecimal digits.`, "Write digits such as 0a1b or 0a:1b, or a text in single quotes."),
  keaClientMissing: (where: string, address: string | undefined) =>
    refusal("kea-client-missing", `${where} has a reservation${address === undefined ? "" : ` of ${address}`} that does not say for whom.`, "Give it a hw-address, duid, client-id, circuit-id or flex-id."),
  // What Kea takes without a word.
  keaHostBits: (text: string, id: string) => `The subnet ${text} names an address within ${id}; Kea takes it for ${id}, and so does this comparison.`,
  keaOverlap: (pairs: readonly string[]) => `Subnets overlap: ${listed(pairs)}. Kea takes that silently and may serve a client from either.`,
  keaClassUndefined: (name: string, where: readonly string[]) => `The class ${quoted(name)} is defined nowhere, and ${listed(where, 4)} ${where.length === 1 ? "names" : "name"} it: unless a hook gives it to clients, nobody is in it.`,
  keaNegativeLifetime: (where: readonly string[]) => `A lifetime is negative in ${listed(where)}: Kea takes -1 for ever, and other negative numbers for more than a hundred years.`,
  keaBytesUntold: (where: readonly string[]) => `${listed(where)}: if this option was written as bytes, this server no longer tells them, and a configuration sent to it would lose them. Define the option as binary in option-def.`,
  keaHostsDatabase: () => "Reservations that this server keeps in a database (hosts-databases) are not compared.",
  keaConfigDatabase: () => "its configuration comes from a database (config-databases), and Kea does not keep what is written over it.",
  // What a Kea server cannot be made to hold.
  keaCardUnknown: (where: string, card: string) => `${where} is served on the network card ${quoted(card)}, and it is not known here which card that is. Name it in the partner's interfaces: { ${JSON.stringify(card)}: "…" }.`,
  keaNetworkMissing: (scope: string, network: string) => `${scope} belongs to the shared network ${quoted(network)}, which it would not have. Replicate the shared network with it.`,
  keaIdTaken: (id: string, scopes: readonly string[]) => `${listed(scopes)} would have one subnet id, ${id}, and Kea takes an id once. Change the id on the primary, or take the scope that is not replicated off the partner.`,
  keaLeaseBound: (where: string, lease: number, bound: number, which: "least" | "most") =>
    `${where} would have a lease duration of ${lease} s, and ${bound} s is the ${which} that is allowed there. Give it bounds of its own on the primary, or replicate the server's too with serverSettings: "replicate".`,
  keaTooNew: (where: string, name: string, release: string) => `${where} ${name} needs a newer Kea than the partner's, which is taken for ${release}. Upgrade it, or take the value off the primary.`,
  keaUnsettled: (where: string) => `${where} does not come out as it should. This is a fault of pulumi-dhcp-failover: please report it.`,
};
