// What was read of a running server, as Export-DhcpServer would have written it: so that one reader says what both mean.
import type { Element } from "../export/xml.js";
import { conditionKinds } from "../model/words.js";
import { durationText, forever } from "../model/values.js";
import type { ReadDocument, Row } from "./document.js";

type Content = string | readonly Element[];

const element = (name: string, content: Content): Element => ({
  name,
  text: typeof content === "string" ? content : "",
  children: typeof content === "string" ? [] : content,
  start: 0,
  end: 0,
  innerStart: 0,
  innerEnd: 0,
});

const text = (value: Row[string] | undefined): string =>
  value === undefined || value === null ? "" : String(value);
const duration = (value: Row[string] | undefined): string =>
  typeof value !== "number" ? "" : durationText(value < 0 ? forever : value);
const list = (value: Row[string] | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];

/** Columns that an export calls the same. */
const same = (row: Row, ...names: readonly string[]): readonly Element[] =>
  names.map((name) => element(name, text(row[name])));

const range = (row: Row): Element => element("IPRange", same(row, "StartRange", "EndRange"));
const some = (name: string, members: readonly Element[]): readonly Element[] =>
  members.length > 0 ? [element(name, members)] : [];

/** Where things stand: a scope, a reservation and a policy, each or none. Policies and classes have one name in any case. */
const place = (scope: string, address = "", policy = ""): string =>
  JSON.stringify([scope, address, policy.toLowerCase()]);

/** Rows by where they stand. */
function grouped(rows: readonly Row[], key: (row: Row) => string): (at: string) => readonly Row[] {
  const groups = Map.groupBy(rows, key);
  return (at) => groups.get(at) ?? [];
}

/** The `IPv4` element. */
export function asExport(document: ReadDocument): Element {
  const { setting, filterList } = document;
  const optionsAt = grouped(document.options, (row) =>
    place(text(row.ScopeId), text(row.ReservedIP), text(row.PolicyName)),
  );
  const policiesAt = grouped(document.policies, (row) => text(row.ScopeId));
  const exclusionsAt = grouped(document.exclusions, (row) => text(row.ScopeId));
  const reservationsAt = grouped(document.reservations, (row) => text(row.ScopeId));
  const rangesAt = grouped(document.policyRanges, (row) =>
    place(text(row.ScopeId), "", text(row.Name)),
  );

  /** A policy's values may be told twice: with those of its scope, and asked for by its name. */
  const options = (at: string): readonly Element[] => {
    const once = new Map(
      optionsAt(at).map((row) => [
        JSON.stringify([
          row.OptionId,
          text(row.VendorClass).toLowerCase(),
          text(row.UserClass).toLowerCase(),
        ]),
        row,
      ]),
    );
    return some(
      "OptionValues",
      [...once.values()].map((row) =>
        element("OptionValue", [
          ...same(row, "OptionId"),
          ...list(row.Value).map((value) => element("Value", value)),
          ...same(row, "VendorClass", "UserClass"),
        ]),
      ),
    );
  };
  const policies = (scope: string): readonly Element[] =>
    some(
      "Policies",
      policiesAt(scope).map((row) =>
        element("Policy", [
          ...same(row, "Name", "ProcessingOrder", "Enabled", "Condition", "Description"),
          ...conditionKinds.flatMap(({ element: kind }) =>
            list(row[kind]).map((value) => element(kind, value)),
          ),
          ...(text(row.DnsSuffix) === "" ? [] : same(row, "DnsSuffix")),
          ...some("IPRanges", rangesAt(place(scope, "", text(row.Name))).map(range)),
          ...options(place(scope, "", text(row.Name))),
        ]),
      ),
    );
  const reservations = (scope: string): readonly Element[] =>
    some(
      "Reservations",
      reservationsAt(scope).map((row) =>
        element("Reservation", [
          ...same(row, "Name", "IPAddress", "ClientId", "Type", "Description"),
          ...options(place(scope, text(row.IPAddress))),
        ]),
      ),
    );

  return element("IPv4", [
    ...same(
      setting,
      "ConflictDetectionAttempts",
      "NapEnabled",
      "NpsUnreachableAction",
      "ActivatePolicies",
    ),
    element(
      "Classes",
      document.classes.map((row) =>
        element("Class", same(row, "Name", "Type", "Data", "Description")),
      ),
    ),
    element(
      "OptionDefinitions",
      document.definitions.map((row) =>
        element("OptionDefinition", [
          ...same(row, "Name", "OptionId", "Type", "MultiValued"),
          ...list(row.DefaultValue).map((value) => element("DefaultValue", value)),
          ...same(row, "Description", "VendorClass"),
        ]),
      ),
    ),
    ...policies(""),
    ...options(place("")),
    element("Filters", [
      ...same(filterList, "Allow", "Deny"),
      ...document.filters.map((row) =>
        element("Filter", same(row, "List", "MacAddress", "Description")),
      ),
    ]),
    element(
      "Scopes",
      document.scopes.map((row) => {
        const id = text(row.ScopeId);
        return element("Scope", [
          ...same(row, "ScopeId", "Name", "SubnetMask", "StartRange", "EndRange"),
          element("LeaseDuration", duration(row.LeaseDuration)),
          ...same(
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
          element("SuperScopeName", text(row.SuperscopeName)),
          ...some("ExclusionRanges", exclusionsAt(id).map(range)),
          ...policies(id),
          ...options(place(id)),
          ...reservations(id),
        ]);
      }),
    ),
  ]);
}
