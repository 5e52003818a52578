// An export as a document: read once, and changed where its configuration changes. All other bytes stay: the IPv6 part, leases, what nobody knows.
import { messages } from "../../../core/messages.js";
import type { Configuration, ConfigObject, SharedKey } from "../../../core/model.js";
import { parseSharedName } from "../../../core/apply.js";
import { equal } from "../../../core/equal.js";
import { readClassNames, type ClassNames } from "../model/classes.js";
import { readExport, type ParsedExport } from "../model/read-export.js";
import {
  writeClass,
  writeDefinition,
  writeFilters,
  writeOptions,
  writePolicies,
  writeScope,
  writeSettings,
} from "../model/write-export.js";
import { optionTypesOf, type OptionTypes } from "../model/options.js";
import { detectLayout, type Layout, type Piece } from "./layout.js";
import { findChild, parseXml, type Element } from "./xml.js";

export interface ExportDocument extends ParsedExport {
  /** The release of Windows, such as `6.3`; as it stands. */
  readonly windows: string;
  /**
   * The IPv6 part as it stands, which is never compared. Absent in an export of chosen scopes:
   * `Export-DhcpServer -ScopeId` writes none (DhcpServerMigration).
   */
  readonly ipv6?: string;
  /** The text as it reads once its configuration is `desired`. */
  rewrite(desired: Configuration): string;
}

/** Puts a piece into the server's own names for its classes. */
function spellClassNames(piece: Piece, names: ClassNames): Piece {
  if ("asIs" in piece) return piece;
  const [name, inside] = piece;
  if (typeof inside !== "string") return [name, inside.map((one) => spellClassNames(one, names))];
  if (name === "VendorClass") return [name, names.spell("Vendor", inside)];
  return name === "UserClass" ? [name, names.spell("User", inside)] : piece;
}

export function readDocument(path: string, text: string): ExportDocument {
  const root = parseXml(path, text);
  const ipv4 = findChild(root, "IPv4");
  if (root.name !== "DHCPServer" || !ipv4) throw messages.windowsNoExport(path, root.name);
  const found = readExport(ipv4);
  const ipv6 = findChild(root, "IPv6");
  return {
    ...found,
    ...(ipv6 && { ipv6: text.slice(ipv6.start, ipv6.end) }),
    windows: `${findChild(root, "MajorVersion")?.text ?? ""}.${findChild(root, "MinorVersion")?.text ?? ""}`,
    rewrite: (desired) => rewriteExport(text, ipv4, detectLayout(text, root), found, desired),
  };
}

/** A stretch of the text and what is to stand in its place. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Which of several in one place comes first. */
  readonly rank?: number;
}

/** In what order an export's `IPv4` has its lists. */
const listNames = [
  "Classes",
  "OptionDefinitions",
  "Policies",
  "OptionValues",
  "Filters",
  "Scopes",
] as const;

/** The depth of what stands in `IPv4`. */
const listDepth = 2;

function rewriteExport(
  text: string,
  ipv4: Element,
  plain: Layout,
  { configuration: current, scopes, shared, types }: ParsedExport,
  desired: Configuration,
): string {
  const names = readClassNames(desired);
  const layout: Layout = {
    ...plain,
    write: (piece, at) => plain.write(spellClassNames(piece, names), at),
  };
  const splices: Splice[] = [];
  const typesAfter: OptionTypes = new Map([...types, ...optionTypesOf(desired)]);
  const before = (at: number): number => {
    while (at > 0 && " \t\r\n".includes(text[at - 1]!)) at--;
    return at;
  };
  const whole = (element: Element): Splice => ({
    start: before(element.start),
    end: element.end,
    text: "",
  });

  /** Members of one list that came, went or changed. */
  const members = <T>(
    list: (typeof listNames)[number],
    from: Readonly<Record<string, T>>,
    to: Readonly<Record<string, T>>,
    places: ReadonlyMap<string, Element>,
    write: (key: string, part: T) => Piece,
  ): void => {
    const come: string[] = [];
    for (const [key, part] of Object.entries(to)) {
      const place = places.get(key);
      if (!place) come.push(layout.write(write(key, part), listDepth + 1));
      else if (part !== from[key])
        splices.push({ ...whole(place), text: layout.write(write(key, part), listDepth + 1) });
    }
    for (const [key, place] of places)
      if (from[key] !== undefined && to[key] === undefined) splices.push(whole(place));
    if (come.length > 0) splices.push(appended(list, come.join("")));
  };

  /** Something more at the end of a list, which may not be there yet. */
  const appended = (list: (typeof listNames)[number], added: string): Splice => {
    const element = findChild(ipv4, list);
    if (element && element.innerStart < element.innerEnd) {
      const at = before(element.innerEnd);
      return { start: at, end: at, text: added };
    }
    const text = `${layout.lineBreak(listDepth)}<${list}>${added}${layout.lineBreak(listDepth)}</${list}>`;
    return element ? { ...whole(element), text } : placed(list, text);
  };

  /** Where a list that is not there belongs. */
  const placed = (list: (typeof listNames)[number], added: string): Splice => {
    const earlier = [...ipv4.children]
      .reverse()
      .find(
        ({ name }) =>
          !(listNames as readonly string[]).includes(name) ||
          listNames.indexOf(name as (typeof listNames)[number]) < listNames.indexOf(list),
      );
    const at = earlier ? earlier.end : ipv4.innerStart;
    return { start: at, end: at, text: added, rank: listNames.indexOf(list) };
  };

  const kind = (parts: Configuration["shared"], prefix: string) =>
    Object.fromEntries(Object.entries(parts).filter(([key]) => key.startsWith(prefix)));
  members(
    "Classes",
    { ...kind(current.shared, "userClasses."), ...kind(current.shared, "vendorClasses.") },
    { ...kind(desired.shared, "userClasses."), ...kind(desired.shared, "vendorClasses.") },
    filterByKey(shared, /^(user|vendor)Classes\./),
    (key, part) =>
      writeClass(key.startsWith("vendor") ? "Vendor" : "User", parseSharedName(key), part),
  );
  members(
    "OptionDefinitions",
    kind(current.shared, "optionDefinitions."),
    kind(desired.shared, "optionDefinitions."),
    filterByKey(shared, /^optionDefinitions\./),
    (key, part) => writeDefinition(parseSharedName(key), part),
  );
  members("Scopes", current.scopes, desired.scopes, scopes, (id, part) =>
    writeScope(id, part, typesAfter, readLeasesText(text, scopes.get(id))),
  );
  if (desired.settings !== current.settings)
    splices.push(...settings(current.settings, desired.settings, typesAfter));
  return applySplices(text, splices);

  function settings(from: ConfigObject, to: ConfigObject, all: OptionTypes): readonly Splice[] {
    const made: Splice[] = [];
    const replace = (name: string, piece: Piece | undefined): void => {
      const element = findChild(ipv4, name);
      const written = piece && layout.write(piece, listDepth);
      if (element) made.push({ ...whole(element), text: written ?? "" });
      else if (written !== undefined)
        made.push(placed(name as (typeof listNames)[number], written));
    };
    for (const piece of writeSettings(to.properties))
      if (!("asIs" in piece) && findChild(ipv4, piece[0])?.text !== piece[1])
        replace(piece[0], piece);
    const filled = (name: string, pieces: readonly Piece[]): Piece | undefined =>
      pieces.length > 0 ? [name, pieces] : undefined;
    const differs = (...names: readonly string[]): boolean =>
      names.some((name) => !equal(from.properties[name], to.properties[name]));
    if (differs("policies"))
      replace("Policies", filled("Policies", writePolicies(to.properties.policies, all)));
    if (differs("options", "dnsSettings"))
      replace("OptionValues", filled("OptionValues", writeOptions(to.properties, all)));
    if (differs("filters") && to.properties.filters !== undefined)
      replace("Filters", writeFilters(to.properties.filters as never));
    return made;
  }
}

const filterByKey = (
  places: ReadonlyMap<SharedKey, Element>,
  which: RegExp,
): ReadonlyMap<SharedKey, Element> => new Map([...places].filter(([key]) => which.test(key)));

/** Leases are never read, compared or touched: they stay as they stand. */
function readLeasesText(text: string, scope: Element | undefined): string | undefined {
  const leases = scope && findChild(scope, "Leases");
  return leases && text.slice(leases.start, leases.end);
}

function applySplices(text: string, splices: readonly Splice[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, text: added } of [...splices].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.rank ?? 0) - (b.rank ?? 0),
  )) {
    result += text.slice(at, start) + added;
    at = end;
  }
  return result + text.slice(at);
}
