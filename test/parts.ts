// Which tests run: `npm test` tells every story once, `npm run test:rest` repeats proofs on other releases and
// through other doors, and `npm run test:all` runs both. Vitest takes a file into the rest if it imports this one.

const part = process.env["TEST_PART"] ?? "all";
const parts = ["quick", "rest", "all", "powershell", "windows-server"];
if (!parts.includes(part))
  throw new Error(`TEST_PART is "${part}"; it can be ${parts.join(", ")}.`);

/** Tells whether this is `npm test`. */
export const isQuick = part === "quick";

/** Chooses among cases that prove the same: the quick part takes the first `count`, the rest takes the others. */
export function repeats<T>(cases: readonly T[], count = 1): readonly T[] {
  if (isQuick) return cases.slice(0, count);
  return part === "rest" ? cases.slice(count) : cases;
}

/** Declares stories of the quick part in a file that has repeats as well. */
export function once(declare: () => void): void {
  if (part !== "rest") declare();
}

/** Declares stories of the rest. */
export function again(declare: () => void): void {
  if (!isQuick) declare();
}
