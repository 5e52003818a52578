// An export as a document: read once, and changed where its configuration changes. All other bytes stay: the IPv6 part, leases, what nobody knows.
import { messages } from "../../../core/messages.js";
import type { Configuration, ConfigObject, SharedKey } from "../../../core/model.js";
import { parseSharedName } from "../../../core/apply.js";
import { canonicalText as canonicalText } from "../../../core/canonical.js";
import { classNames, type ClassNames } from "../model/classes.js";
import { readExport, type ExportRead } from "../model/read.js";
import {
  classPiece,
  definitionPiece,
  filtersPiece,
  optionPieces,
  policyPieces,
  scopePiece,
  settingPieces,
} from "../model/write.js";
import { typesOf, type Types } from "../model/options.js";
import { layoutOf, type Layout, type Piece } from "./layout.js";
import { childOf, parseXml, type Element } from "./xml.js";

export interface ExportDocument extends ExportRead {
  /** The release of Windows, such as `6.3`; as it stands. */
  readonly windows: string;
  /**
   * The IPv6 part as it stands, which is never compared. Absent in an export of chosen scopes:
   * `Export-DhcpServer -ScopeId` writes none (DhcpServerMigration).
   */
  readonly ipv6?: string;
  /** The text as it reads once its configuration is `desired`. */
  rewritten(desired: Configuration): string;
}

/** Puts a piece into the server's own names for its classes. */
function spelled(piece: Piece, names: ClassNames): Piece {
  if ("asIs" in piece) return piece;
  const [name, inside] = piece;
  if (typeof inside !== "string") return [name, inside.map((one) => spelled(one, names))];
  if (name === "VendorClass") return [name, names.own("Vendor", inside)];
  return name === "UserClass" ? [name, names.own("User", inside)] : piece;
}

export function readDocument(path: string, text: string): ExportDocument {
  const root = parseXml(path, text);
  const ipv4 = childOf(root, "IPv4");
  if (root.name !== "DHCPServer" || !ipv4) throw messages.windowsNoExport(path, root.name);
  const found = readExport(ipv4);
  const ipv6 = childOf(root, "IPv6");
  return {
    ...found,
    ...(ipv6 && { ipv6: text.slice(ipv6.start, ipv6.end) }),
    windows: `${childOf(root, "MajorVersion")?.text ?? ""}.${childOf(root, "MinorVersion")?.text ?? ""}`,
    rewritten: (desired) => rewritten(text, ipv4, layoutOf(text, root), found, desired),
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
const lists = [
  "Classes",
  "OptionDefinitions",
  "Policies",
  "OptionValues",
  "Filters",
  "Scopes",
] as const;

/** The depth of what stands in `IPv4`. */
const depth = 2;

function rewritten(
  text: string,
  ipv4: Element,
  plain: Layout,
  { configuration: current, scopes, shared, types }: ExportRead,
  desired: Configuration,
): string {
  const names = classNames(desired);
  const layout: Layout = {
    ...plain,
    write: (piece, at) => plain.write(spelled(piece, names), at),
  };
  const splices: Splice[] = [];
  const typesAfter: Types = new Map([...types, ...typesOf(desired)]);
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
    list: (typeof lists)[number],
    from: Readonly<Record<string, T>>,
    to: Readonly<Record<string, T>>,
    places: ReadonlyMap<string, Element>,
    write: (key: string, part: T) => Piece,
  ): void => {
    const come: string[] = [];
    for (const [key, part] of Object.entries(to)) {
      const place = places.get(key);
      if (!place) come.push(layout.write(write(key, part), depth + 1));
      else if (part !== from[key])
        splices.push({ ...whole(place), text: layout.write(write(key, part), depth + 1) });
    }
    for (const [key, place] of places)
      if (from[key] !== undefined && to[key] === undefined) splices.push(whole(place));
    if (come.length > 0) splices.push(appended(list, come.join("")));
  };

  /** Something more at the end of a list, which may not be there yet. */
  const appended = (list: (typeof lists)[number], added: string): Splice => {
    const element = childOf(ipv4, list);
    if (element && element.innerStart < element.innerEnd) {
      const at = before(element.innerEnd);
      return { start: at, end: at, text: added };
    }
    const text = `${layout.line(depth)}<${list}>${added}${layout.line(depth)}</${list}>`;
    return element ? { ...whole(element), text } : placed(list, text);
  };

  /** Where a list that is not there belongs. */
  const placed = (list: (typeof lists)[number], added: string): Splice => {
    const earlier = [...ipv4.children]
      .reverse()
      .find(
        ({ name }) =>
          !(lists as readonly string[]).includes(name) ||
          lists.indexOf(name as (typeof lists)[number]) < lists.indexOf(list),
      );
    const at = earlier ? earlier.end : ipv4.innerStart;
    return { start: at, end: at, text: added, rank: lists.indexOf(list) };
  };

  const kind = (parts: Configuration["shared"], prefix: string) =>
    Object.fromEntries(Object.entries(parts).filter(([key]) => key.startsWith(prefix)));
  members(
    "Classes",
    { ...kind(current.shared, "userClasses."), ...kind(current.shared, "vendorClasses.") },
    { ...kind(desired.shared, "userClasses."), ...kind(desired.shared, "vendorClasses.") },
    only(shared, /^(user|vendor)Classes\./),
    (key, part) =>
      classPiece(key.startsWith("vendor") ? "Vendor" : "User", parseSharedName(key), part),
  );
  members(
    "OptionDefinitions",
    kind(current.shared, "optionDefinitions."),
    kind(desired.shared, "optionDefinitions."),
    only(shared, /^optionDefinitions\./),
    (key, part) => definitionPiece(parseSharedName(key), part),
  );
  members("Scopes", current.scopes, desired.scopes, scopes, (id, part) =>
    scopePiece(id, part, typesAfter, leasesIn(text, scopes.get(id))),
  );
  if (desired.settings !== current.settings)
    splices.push(...settings(current.settings, desired.settings, typesAfter));
  return spliced(text, splices);

  function settings(from: ConfigObject, to: ConfigObject, all: Types): readonly Splice[] {
    const made: Splice[] = [];
    const replace = (name: string, piece: Piece | undefined): void => {
      const element = childOf(ipv4, name);
      const written = piece && layout.write(piece, depth);
      if (element) made.push({ ...whole(element), text: written ?? "" });
      else if (written !== undefined) made.push(placed(name as (typeof lists)[number], written));
    };
    for (const piece of settingPieces(to.properties))
      if (!("asIs" in piece) && childOf(ipv4, piece[0])?.text !== piece[1])
        replace(piece[0], piece);
    const filled = (name: string, pieces: readonly Piece[]): Piece | undefined =>
      pieces.length > 0 ? [name, pieces] : undefined;
    const differs = (...names: readonly string[]): boolean =>
      names.some(
        (name) => canonicalText(from.properties[name]) !== canonicalText(to.properties[name]),
      );
    if (differs("policies"))
      replace("Policies", filled("Policies", policyPieces(to.properties.policies, all)));
    if (differs("options", "dnsSettings"))
      replace("OptionValues", filled("OptionValues", optionPieces(to.properties, all)));
    if (differs("filters") && to.properties.filters !== undefined)
      replace("Filters", filtersPiece(to.properties.filters as never));
    return made;
  }
}

const only = (
  places: ReadonlyMap<SharedKey, Element>,
  which: RegExp,
): ReadonlyMap<SharedKey, Element> => new Map([...places].filter(([key]) => which.test(key)));

/** Leases are never read, compared or touched: they stay as they stand. */
function leasesIn(text: string, scope: Element | undefined): string | undefined {
  const leases = scope && childOf(scope, "Leases");
  return leases && text.slice(leases.start, leases.end);
}

function spliced(text: string, splices: readonly Splice[]): string {
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
