// Every property of a Windows DHCP server, one row each: how the primary is edited to change it, and
// the property paths by which a preview tells it; or why it is never compared.
import { rich } from "./exports.js";
import type { Row } from "./row.js";
import { scopeRows } from "./scope-rows.js";
import { optionRows } from "./option-rows.js";
import { policyRows } from "./policy-rows.js";

/** Scope, exclusion, reservation, option value, policy: the objects and properties of Get-DhcpServerv4*. */
export const rows: readonly Row[] = [...scopeRows, ...optionRows, ...policyRows];

/** An export with a row's edit made. The text to be changed must stand there once. */
export function edited(text: string, { property, after, from, to }: Row): string {
  const start = after === undefined ? 0 : text.indexOf(after);
  if (start < 0 || from === undefined)
    throw new Error(`${property}: there is no ${JSON.stringify(after)}`);
  const [head, tail] = [text.slice(0, start), text.slice(start)];
  const found =
    typeof from === "string"
      ? tail.split(from).length - 1
      : (tail.match(new RegExp(from, "g")) ?? []).length;
  if (found === 0 || (found > 1 && after === undefined))
    throw new Error(`${property}: ${String(from)} stands ${found} times`);
  return head + tail.replace(from, () => to!);
}

/** Rows that can be told and written. */
export const movable = rows.filter(
  ({ told, after, from }) => told && (after !== undefined || from !== undefined),
);

/** The rich export with as many of these edits as can be made together. */
export const withEdits = (chosen: readonly Row[]): string =>
  chosen.reduce((xml, row) => {
    try {
      return edited(xml, row);
    } catch {
      return xml; // another edit took away what this one speaks of
    }
  }, rich);
