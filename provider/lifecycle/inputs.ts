// The inputs that the engine compares and shows: entries of an earlier plan that stay in them, and
// values that are not known yet.
import { isMap } from "../core/canonical.js";
import { equal } from "../core/equal.js";

/**
 * The values that the engine sends for unknown values of a preview, one for each type (pulumi:
 * sdk/go/common/resource/plugin/rpc.go).
 */
const sentinels = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** A value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Returns whether anything in a value is not known yet, however deep it is. */
export function isUnknown(value: unknown): boolean {
  const left = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === "string" && sentinels.has(one)) return true;
    if (Array.isArray(one) || isMap(one)) for (const inner of Object.values(one)) left.push(inner);
  }
  return false;
}

type Entries = Readonly<Record<string, unknown>>;

/**
 * Returns the value of `replicate` (or of the input of this name) that makes the engine show
 * exactly today's entries. The old inputs hold the last update's entries, unless a refresh took
 * them out. They are kept unchanged, which shows nothing, and today's entries get names of their
 * own. With nothing to replicate they are dropped, once all else is as before.
 */
export function withPreviousEntries(
  today: Entries | undefined,
  olds: Entries,
  inputs: Entries,
  name = "replicate",
): Entries | undefined {
  const { [name]: before, ...rest } = olds;
  if (today) return mergeEntries(today, isMap(before) ? before : {});
  if (!isMap(before)) return undefined;
  return equal(rest, inputs) ? undefined : before;
}

function mergeEntries(today: Entries, before: Entries): Entries {
  const result: Record<string, unknown> = { ...before };
  for (const [name, entry] of Object.entries(today)) {
    const known = result[name];
    if (isMap(entry)) {
      const former = isMap(known) ? known : {};
      result[name] = mergeEntries(entry, former);
    } else {
      result[findUnusedName(name, result)] = entry;
    }
  }
  return result;
}

/** Returns a name that is not used yet: `leaseDuration`, then `leaseDuration (2)`. */
function findUnusedName(name: string, taken: Entries): string {
  let candidate = name;
  for (let n = 2; candidate in taken; n++) candidate = `${name} (${n})`;
  return candidate;
}

/**
 * Returns the inputs with the resource's name as it already is in the state. An alias, another
 * parent or another project name changes the name and nothing else: it is no difference that a
 * preview should show.
 */
export function withNameOnRecord(inputs: Entries, olds: Entries): Record<string, unknown> {
  return typeof olds.__resource === "string"
    ? { ...inputs, __resource: olds.__resource }
    : { ...inputs };
}

/** Returns whether a name got a number, because the last update has an entry under it as well. */
export function hasNumberedName(today: unknown, before: unknown): boolean {
  if (!isMap(today)) return false;
  const known = isMap(before) ? before : {};
  return Object.entries(today).some(([name, entry]) =>
    isMap(entry) ? hasNumberedName(entry, known[name]) : !(name in known) && / \(\d+\)$/.test(name),
  );
}
