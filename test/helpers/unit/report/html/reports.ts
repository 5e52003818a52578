// Reports for the tests of the page.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type {
  CheckReport,
  Difference,
  PairReport,
  ScopeReport,
} from "../../../../../provider/report/report.js";

/** Returns the report of a hospital's pair, which differs in each way. */
export const hospital = (): CheckReport =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, "../../../../data/check-report.json"), "utf8"),
  ) as CheckReport;

/** Returns the report of one pair or of several. */
export function reportOf(...pairs: readonly PairReport[]): CheckReport {
  const worst = (["unknown", "differs"] as const).find((result) =>
    pairs.some((pair) => pair.result === result),
  );
  return { ...hospital(), result: worst ?? "in-sync", pairs };
}

/** Returns a pair of two servers that were read, in sync but for what is given. */
export function pairOf(changed: Partial<PairReport> = {}): PairReport {
  return {
    ...hospital().pairs[0]!,
    result: "in-sync",
    scopes: [],
    outside: [],
    ignored: [],
    warnings: [],
    errors: [],
    ...changed,
  };
}

/** Returns a scope that differs in these properties. */
export const scopeOf = (...differences: readonly Difference[]): ScopeReport => ({
  scope: "10.0.1.0/24",
  name: "offices",
  result: "differs",
  differences,
});

/** Returns a difference between two values, or of a value that only one server has. */
export function differenceOf(primary?: string, partner?: string): Difference {
  const only = primary === undefined ? "only-on-partner" : "only-on-primary";
  return {
    kind: "option",
    path: 'options["dhcp4:6"].value',
    label: "option 6 domain-name-servers",
    change: primary === undefined || partner === undefined ? only : "differs",
    primary,
    partner,
  };
}

/** Returns as many scopes in sync as asked for, of which some differ in the way of the hospital's. */
export function manyScopes(count: number, differing: number): PairReport {
  const { differences } = hospital().pairs[0]!.scopes.find(
    ({ name }) => name === "infusion-pumps",
  )!;
  const scopes = Array.from({ length: count }, (_, at): ScopeReport => {
    const scope = `10.${at >> 8}.${at & 255}.0/24`;
    const name = `building-${at}`;
    return at < differing
      ? { scope, name, result: "differs", differences }
      : { scope, name, result: "in-sync", differences: [] };
  });
  return pairOf({ scopes, result: differing > 0 ? "differs" : "in-sync" });
}
