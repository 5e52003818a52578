// Writes a configuration into the text of an export. All other bytes stay: the IPv6 part, leases, and
// elements that nobody knows.
import { parseSharedName } from "../../../core/apply.js";
import { equal } from "../../../core/equal.js";
import type { ConfigObject, Configuration, SharedKey, Tree } from "../../../core/model.js";
import { readClassNames, type ClassNames } from "../model/classes.js";
import { optionTypesOf, type OptionTypes } from "../model/options.js";
import type { ParsedExport } from "../model/read-export.js";
import {
  writeClass,
  writeDefinition,
  writeFilters,
  writeOptions,
  writePolicies,
  writeScope,
  writeSettings,
} from "../model/write-export.js";
import type { Layout, Piece } from "./layout.js";
import { findChild, type Element } from "./xml.js";

/** An export that is rewritten. */
export interface ExportText {
  readonly text: string;
  readonly ipv4: Element;
  readonly layout: Layout;
  readonly parsed: ParsedExport;
}

/** A stretch of the text and its replacement. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The order of several in one place. */
  readonly rank?: number;
}

/** The lists of an export's `IPv4`, in their order. */
const listNames = [
  "Classes",
  "OptionDefinitions",
  "Policies",
  "OptionValues",
  "Filters",
  "Scopes",
] as const;
type ListName = (typeof listNames)[number];

/** The depth of the elements in `IPv4`. */
const listDepth = 2;

/** Returns the text of an export once its configuration is `desired`. */
export function rewriteExport(document: ExportText, desired: Configuration): string {
  const { text, layout, parsed } = document;
  const names = readClassNames(desired);
  const named: ExportText = {
    ...document,
    layout: { ...layout, write: (piece, at) => layout.write(spellClassNames(piece, names), at) },
  };
  const types: OptionTypes = new Map([...parsed.types, ...optionTypesOf(desired)]);
  const current = parsed.configuration;
  return applySplices(text, [
    ...spliceShared(named, desired.shared),
    ...spliceList(named, {
      list: "Scopes",
      from: current.scopes,
      to: desired.scopes,
      elements: parsed.scopes,
      write: (id, scope) =>
        writeScope(id, scope, types, readLeasesText(text, parsed.scopes.get(id))),
    }),
    ...(desired.settings === current.settings
      ? []
      : spliceSettings(named, desired.settings.properties, types)),
  ]);
}

/** Puts a piece into the server's own names for its classes. */
function spellClassNames(piece: Piece, names: ClassNames): Piece {
  if ("asIs" in piece) return piece;
  const [name, inside] = piece;
  if (typeof inside !== "string") return [name, inside.map((one) => spellClassNames(one, names))];
  if (name === "VendorClass") return [name, names.spell("Vendor", inside)];
  return name === "UserClass" ? [name, names.spell("User", inside)] : piece;
}

/** Returns the splices of classes and option definitions. */
function spliceShared(document: ExportText, desired: Configuration["shared"]): readonly Splice[] {
  const { configuration, shared } = document.parsed;
  const inList = (list: ListName, prefixes: readonly string[]) => {
    const isMember = (key: SharedKey) => prefixes.some((prefix) => key.startsWith(prefix));
    const select = (objects: Configuration["shared"]) =>
      Object.fromEntries(
        prefixes.flatMap((prefix) =>
          Object.entries(objects).filter(([key]) => key.startsWith(prefix)),
        ),
      );
    const elements = new Map([...shared].filter(([key]) => isMember(key)));
    return { list, from: select(configuration.shared), to: select(desired), elements };
  };
  return [
    ...spliceList(document, {
      ...inList("Classes", ["userClasses.", "vendorClasses."]),
      write: (key, object) =>
        writeClass(key.startsWith("vendor") ? "Vendor" : "User", parseSharedName(key), object),
    }),
    ...spliceList(document, {
      ...inList("OptionDefinitions", ["optionDefinitions."]),
      write: (key, object) => writeDefinition(parseSharedName(key), object),
    }),
  ];
}

/** The members of one list, before and after. */
interface ListChange {
  readonly list: ListName;
  readonly from: Readonly<Record<string, ConfigObject>>;
  readonly to: Readonly<Record<string, ConfigObject>>;
  readonly elements: ReadonlyMap<string, Element>;
  readonly write: (key: string, object: ConfigObject) => Piece;
}

/** Returns the splices of members that come, go or change. */
function spliceList(
  document: ExportText,
  { list, from, to, elements, write }: ListChange,
): readonly Splice[] {
  const { layout } = document;
  const splices: Splice[] = [];
  let added = "";
  for (const [key, object] of Object.entries(to)) {
    const element = elements.get(key);
    if (element && object === from[key]) continue;
    const text = layout.write(write(key, object), listDepth + 1);
    if (element) splices.push({ ...remove(document, element), text });
    else added += text;
  }
  for (const [key, element] of elements)
    if (from[key] !== undefined && to[key] === undefined) splices.push(remove(document, element));
  if (added !== "") splices.push(appendTo(document, list, added));
  return splices;
}

/** Returns where the white space before an offset begins. */
function startOfSpace(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && " \t\r\n".includes(text[start - 1]!)) start--;
  return start;
}

const remove = ({ text }: ExportText, element: Element): Splice => ({
  start: startOfSpace(text, element.start),
  end: element.end,
  text: "",
});

/** Appends members to a list, which may not be there yet. */
function appendTo(document: ExportText, list: ListName, added: string): Splice {
  const { text, ipv4, layout } = document;
  const element = findChild(ipv4, list);
  if (element && element.innerStart < element.innerEnd) {
    const offset = startOfSpace(text, element.innerEnd);
    return { start: offset, end: offset, text: added };
  }
  const line = layout.lineBreak(listDepth);
  const whole = `${line}<${list}>${added}${line}</${list}>`;
  return element ? { ...remove(document, element), text: whole } : insertList(ipv4, list, whole);
}

const rankOf = (name: string): number => (listNames as readonly string[]).indexOf(name);

/** Inserts a list that is not there yet, behind the elements that come before it. */
function insertList(ipv4: Element, list: string, added: string): Splice {
  const rank = rankOf(list);
  const earlier = ipv4.children.findLast(({ name }) => rankOf(name) === -1 || rankOf(name) < rank);
  const offset = earlier ? earlier.end : ipv4.innerStart;
  return { start: offset, end: offset, text: added, rank };
}

/** Returns the splices of the server's own settings. */
function spliceSettings(
  document: ExportText,
  desired: Tree,
  types: OptionTypes,
): readonly Splice[] {
  const { ipv4, parsed } = document;
  const current = parsed.configuration.settings.properties;
  const differs = (...names: readonly string[]): boolean =>
    names.some((name) => !equal(current[name], desired[name]));
  const changed = writeSettings(desired).filter(
    (piece) => !("asIs" in piece) && findChild(ipv4, piece[0])?.text !== piece[1],
  );
  return [
    ...changed.flatMap((piece) => ("asIs" in piece ? [] : spliceSetting(document, piece))),
    ...(differs("policies")
      ? spliceSetting(document, ["Policies", writePolicies(desired.policies, types)])
      : []),
    ...(differs("options", "dnsSettings")
      ? spliceSetting(document, ["OptionValues", writeOptions(desired, types)])
      : []),
    ...(differs("filters") && desired.filters !== undefined
      ? spliceSetting(document, writeFilters(desired.filters as Tree) as NamedPiece)
      : []),
  ];
}

type NamedPiece = Exclude<Piece, { readonly asIs: string }>;

/** Replaces, inserts or removes one element: a list without members is removed. */
function spliceSetting(document: ExportText, piece: NamedPiece): readonly Splice[] {
  const { ipv4, layout } = document;
  const [name, inside] = piece;
  const element = findChild(ipv4, name);
  const isEmptyList = typeof inside !== "string" && inside.length === 0;
  const text = isEmptyList ? undefined : layout.write(piece, listDepth);
  if (element) return [{ ...remove(document, element), text: text ?? "" }];
  return text === undefined ? [] : [insertList(ipv4, name, text)];
}

/** Returns the leases of a scope as they are: they are never read, compared or changed. */
function readLeasesText(text: string, scope: Element | undefined): string | undefined {
  const leases = scope && findChild(scope, "Leases");
  return leases && text.slice(leases.start, leases.end);
}

function applySplices(text: string, splices: readonly Splice[]): string {
  const inOrder = [...splices].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.rank ?? 0) - (b.rank ?? 0),
  );
  let result = "";
  let offset = 0;
  for (const splice of inOrder) {
    result += text.slice(offset, splice.start) + splice.text;
    offset = splice.end;
  }
  return result + text.slice(offset);
}
