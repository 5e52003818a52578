// What was read of a running server, as Export-DhcpServer would have written it: so that one reader says what both mean.
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
const cellDuration = (value: Row[string] | undefined): string =>
  typeof value !== "number" ? "" : formatDuration(value < 0 ? unlimitedSeconds : value);
const cellList = (value: Row[string] | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];

/** Columns that an export calls the same. */
const copyColumns = (row: Row, ...names: readonly string[]): readonly Element[] =>
  names.map((name) => createElement(name, cellText(row[name])));

const createRange = (row: Row): Element =>
  createElement("IPRange", copyColumns(row, "StartRange", "EndRange"));
const wrapMembers = (name: string, members: readonly Element[]): readonly Element[] =>
  members.length > 0 ? [createElement(name, members)] : [];

/** Where things stand: a scope, a reservation and a policy, each or none. Policies and classes have one name in any case. */
const levelKey = (scope: string, address = "", policy = ""): string =>
  JSON.stringify([scope, address, policy.toLowerCase()]);

/** Rows by where they stand. */
function groupRows(
  rows: readonly Row[],
  key: (row: Row) => string,
): (at: string) => readonly Row[] {
  const groups = Map.groupBy(rows, key);
  return (at) => groups.get(at) ?? [];
}

/** The `IPv4` element. */
export function toExportElement(document: ReadDocument): Element {
  const { setting, filterList } = document;
  const optionsAt = groupRows(document.options, (row) =>
    levelKey(cellText(row.ScopeId), cellText(row.ReservedIP), cellText(row.PolicyName)),
  );
  const policiesAt = groupRows(document.policies, (row) => cellText(row.ScopeId));
  const exclusionsAt = groupRows(document.exclusions, (row) => cellText(row.ScopeId));
  const reservationsAt = groupRows(document.reservations, (row) => cellText(row.ScopeId));
  const rangesAt = groupRows(document.policyRanges, (row) =>
    levelKey(cellText(row.ScopeId), "", cellText(row.Name)),
  );

  /** A policy's values may be told twice: with those of its scope, and asked for by its name. */
  const options = (at: string): readonly Element[] => {
    const once = new Map(
      optionsAt(at).map((row) => [
        JSON.stringify([
          row.OptionId,
          cellText(row.VendorClass).toLowerCase(),
          cellText(row.UserClass).toLowerCase(),
        ]),
        row,
      ]),
    );
    return wrapMembers(
      "OptionValues",
      [...once.values()].map((row) =>
        createElement("OptionValue", [
          ...copyColumns(row, "OptionId"),
          ...cellList(row.Value).map((value) => createElement("Value", value)),
          ...copyColumns(row, "VendorClass", "UserClass"),
        ]),
      ),
    );
  };
  const policies = (scope: string): readonly Element[] =>
    wrapMembers(
      "Policies",
      policiesAt(scope).map((row) =>
        createElement("Policy", [
          ...copyColumns(row, "Name", "ProcessingOrder", "Enabled", "Condition", "Description"),
          ...conditionKinds.flatMap(({ element: kind }) =>
            cellList(row[kind]).map((value) => createElement(kind, value)),
          ),
          ...(cellText(row.DnsSuffix) === "" ? [] : copyColumns(row, "DnsSuffix")),
          ...wrapMembers(
            "IPRanges",
            rangesAt(levelKey(scope, "", cellText(row.Name))).map(createRange),
          ),
          ...options(levelKey(scope, "", cellText(row.Name))),
        ]),
      ),
    );
  const reservations = (scope: string): readonly Element[] =>
    wrapMembers(
      "Reservations",
      reservationsAt(scope).map((row) =>
        createElement("Reservation", [
          ...copyColumns(row, "Name", "IPAddress", "ClientId", "Type", "Description"),
          ...options(levelKey(scope, cellText(row.IPAddress))),
        ]),
      ),
    );

  return createElement("IPv4", [
    ...copyColumns(
      setting,
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
    createElement(
      "OptionDefinitions",
      document.definitions.map((row) =>
        createElement("OptionDefinition", [
          ...copyColumns(row, "Name", "OptionId", "Type", "MultiValued"),
          ...cellList(row.DefaultValue).map((value) => createElement("DefaultValue", value)),
          ...copyColumns(row, "Description", "VendorClass"),
        ]),
      ),
    ),
    ...policies(""),
    ...options(levelKey("")),
    createElement("Filters", [
      ...copyColumns(filterList, "Allow", "Deny"),
      ...document.filters.map((row) =>
        createElement("Filter", copyColumns(row, "List", "MacAddress", "Description")),
      ),
    ]),
    createElement(
      "Scopes",
      document.scopes.map((row) => {
        const id = cellText(row.ScopeId);
        return createElement("Scope", [
          ...copyColumns(row, "ScopeId", "Name", "SubnetMask", "StartRange", "EndRange"),
          createElement("LeaseDuration", cellDuration(row.LeaseDuration)),
          ...copyColumns(
            row,
            "State",
            "Type",
            "MaxBootpClients",
            "NapEnable",
            "Delay",
            "NapProfile",
            "Description",
            "ActivatePolicies",
          ),
          createElement("SuperScopeName", cellText(row.SuperscopeName)),
          ...wrapMembers("ExclusionRanges", exclusionsAt(id).map(createRange)),
          ...policies(id),
          ...options(levelKey(id)),
          ...reservations(id),
        ]);
      }),
    ),
  ]);
}
