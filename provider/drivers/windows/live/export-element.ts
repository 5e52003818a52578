// The reading of a running server as Export-DhcpServer would have written it, so that one reader
// interprets both.
import type { Element } from "../export/xml.js";
import { conditionKinds } from "../model/field-mappings.js";
import { formatDuration, unlimitedSeconds } from "../model/values.js";
import type { ReadDocument, Row } from "./document.js";

type Content = string | readonly Element[];

const createElement = (name: string, content: Content): Element => ({
  name,
  text: typeof content === "string" ? content : "",
  children: typeof content === "string" ? [] : content,
  start: 0,
  end: 0,
  innerStart: 0,
  innerEnd: 0,
});

const cellText = (value: Row[string] | undefined): string =>
  value === undefined || value === null ? "" : String(value);
function cellDuration(value: Row[string] | undefined): string {
  if (typeof value !== "number") return "";
  return formatDuration(value < 0 ? unlimitedSeconds : value);
}
const cellList = (value: Row[string] | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];

/** Returns columns that have the same name in an export. */
const copyColumns = (row: Row, ...names: readonly string[]): readonly Element[] =>
  names.map((name) => createElement(name, cellText(row[name])));

const createRange = (row: Row): Element =>
  createElement("IPRange", copyColumns(row, "StartRange", "EndRange"));
const wrapMembers = (name: string, members: readonly Element[]): readonly Element[] =>
  members.length > 0 ? [createElement(name, members)] : [];

/**
 * Returns the key of a scope, a reservation and a policy, each or none. Policies and classes have
 * one
 * name in any case.
 */
const levelKey = (scope: string, address = "", policy = ""): string =>
  JSON.stringify([scope, address, policy.toLowerCase()]);

type RowIndex = (key: string) => readonly Row[];

function indexRows(rows: readonly Row[], keyOf: (row: Row) => string): RowIndex {
  const groups = Map.groupBy(rows, keyOf);
  return (key) => groups.get(key) ?? [];
}

/** The rows of a reading, by the scope or the level that they belong to. */
interface IndexedRows {
  readonly optionsAt: RowIndex;
  readonly policiesIn: RowIndex;
  readonly exclusionsIn: RowIndex;
  readonly reservationsIn: RowIndex;
  readonly rangesAt: RowIndex;
}

function indexDocument(document: ReadDocument): IndexedRows {
  const scopeOf = (row: Row) => cellText(row.ScopeId);
  return {
    optionsAt: indexRows(document.options, (row) =>
      levelKey(scopeOf(row), cellText(row.ReservedIP), cellText(row.PolicyName)),
    ),
    policiesIn: indexRows(document.policies, scopeOf),
    exclusionsIn: indexRows(document.exclusions, scopeOf),
    reservationsIn: indexRows(document.reservations, scopeOf),
    rangesAt: indexRows(document.policyRanges, (row) =>
      levelKey(scopeOf(row), "", cellText(row.Name)),
    ),
  };
}

/** Returns the `IPv4` element. */
export function toExportElement(document: ReadDocument): Element {
  const rows = indexDocument(document);
  return createElement("IPv4", [
    ...copyColumns(
      document.setting,
      "ConflictDetectionAttempts",
      "NapEnabled",
      "NpsUnreachableAction",
      "ActivatePolicies",
    ),
    createElement(
      "Classes",
      document.classes.map((row) =>
        createElement("Class", copyColumns(row, "Name", "Type", "Data", "Description")),
      ),
    ),
    createElement("OptionDefinitions", document.definitions.map(createDefinition)),
    ...createPolicies(rows, ""),
    ...createOptions(rows, levelKey("")),
    createElement("Filters", [
      ...copyColumns(document.filterList, "Allow", "Deny"),
      ...document.filters.map((row) =>
        createElement("Filter", copyColumns(row, "List", "MacAddress", "Description")),
      ),
    ]),
    createElement(
      "Scopes",
      document.scopes.map((row) => createScope(rows, row)),
    ),
  ]);
}

const createValues = (name: string, cell: Row[string] | undefined): readonly Element[] =>
  cellList(cell).map((value) => createElement(name, value));

const createDefinition = (row: Row): Element =>
  createElement("OptionDefinition", [
    ...copyColumns(row, "Name", "OptionId", "Type", "MultiValued"),
    ...createValues("DefaultValue", row.DefaultValue),
    ...copyColumns(row, "Description", "VendorClass"),
  ]);

function createScope(rows: IndexedRows, row: Row): Element {
  const id = cellText(row.ScopeId);
  return createElement("Scope", [
    ...copyColumns(row, "ScopeId", "Name", "SubnetMask", "StartRange", "EndRange"),
    createElement("LeaseDuration", cellDuration(row.LeaseDuration)),
    ...copyColumns(row, "State", "Type", "MaxBootpClients", "NapEnable", "Delay"),
    ...copyColumns(row, "NapProfile", "Description", "ActivatePolicies"),
    createElement("SuperScopeName", cellText(row.SuperscopeName)),
    ...wrapMembers("ExclusionRanges", rows.exclusionsIn(id).map(createRange)),
    ...createPolicies(rows, id),
    ...createOptions(rows, levelKey(id)),
    ...createReservations(rows, id),
  ]);
}

/**
 * Returns the option values of a level. Those of a policy may be read twice: with those of its
 * scope,
 * and by its name.
 */
function createOptions(rows: IndexedRows, level: string): readonly Element[] {
  const optionOf = (row: Row) =>
    JSON.stringify([
      row.OptionId,
      cellText(row.VendorClass).toLowerCase(),
      cellText(row.UserClass).toLowerCase(),
    ]);
  const once = new Map(rows.optionsAt(level).map((row) => [optionOf(row), row]));
  const values = [...once.values()].map((row) =>
    createElement("OptionValue", [
      ...copyColumns(row, "OptionId"),
      ...createValues("Value", row.Value),
      ...copyColumns(row, "VendorClass", "UserClass"),
    ]),
  );
  return wrapMembers("OptionValues", values);
}

function createPolicies(rows: IndexedRows, scope: string): readonly Element[] {
  const policies = rows.policiesIn(scope).map((row) => {
    const level = levelKey(scope, "", cellText(row.Name));
    return createElement("Policy", [
      ...copyColumns(row, "Name", "ProcessingOrder", "Enabled", "Condition", "Description"),
      ...conditionKinds.flatMap(({ element: kind }) => createValues(kind, row[kind])),
      ...(cellText(row.DnsSuffix) === "" ? [] : copyColumns(row, "DnsSuffix")),
      ...wrapMembers("IPRanges", rows.rangesAt(level).map(createRange)),
      ...createOptions(rows, level),
    ]);
  });
  return wrapMembers("Policies", policies);
}

function createReservations(rows: IndexedRows, scope: string): readonly Element[] {
  const reservations = rows
    .reservationsIn(scope)
    .map((row) =>
      createElement("Reservation", [
        ...copyColumns(row, "Name", "IPAddress", "ClientId", "Type", "Description"),
        ...createOptions(rows, levelKey(scope, cellText(row.IPAddress))),
      ]),
    );
  return wrapMembers("Reservations", reservations);
}
