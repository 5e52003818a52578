// The classes that a client is in, in the order in which Kea puts it into them: first tests that
// need no reservation, then the classes that the reservation names, then tests of `KNOWN` and
// `UNKNOWN`, and at last additional classes (`Dhcpv4Srv::classifyPacket`, `evaluateClasses` and
// `requiredClassify` in dhcp4_srv.cc). On 2.6.3 a class of `ALL` came before one of `KNOWN` that
// stands before it in the file; seen 2026-11-30.
import { parseSharedName } from "../../core/apply.js";
import type { ClientInScope, Condition, Verdict } from "../../core/explain.js";
import type { Configuration, Json, Tree } from "../../core/model.js";
import { decideTest } from "./class-test.js";
import { messages } from "./messages.js";
import { classKey } from "./model/parse/references.js";

/** A class, decided. */
export interface DecidedClass extends Condition {
  readonly className: string;
}

export const toNames = (list: Json | undefined): readonly string[] =>
  Array.isArray(list) ? list.map(String) : [];

/** A class as the configuration has it, and how the client may get into it. */
interface ClientClass {
  readonly name: string;
  readonly test: string | undefined;
  readonly isReserved: boolean;
  /** True where the class is evaluated only after an address was chosen, if it is listed there. */
  readonly isAdditional: boolean;
  readonly isListed: boolean;
  readonly needsReservation: boolean;
}

/**
 * Decides every class, in the order in which Kea evaluates them. `around`: the objects that may
 * list additional classes.
 */
export function decideClasses(
  configuration: Configuration,
  client: ClientInScope,
  around: readonly Tree[],
): readonly DecidedClass[] {
  const verdicts = new Map<string, Verdict>();
  const facts = {
    hardwareAddress: client.hardwareAddress,
    isMember: (name: string): Verdict => verdicts.get(name) ?? builtInVerdict(name, client),
  };
  const classes = listClasses(configuration, client, around);
  return classes
    .toSorted((a, b) => stageOf(a) - stageOf(b))
    .map((one) => {
      const decided = { name: `class ${one.name}`, className: one.name, ...decide(one, facts) };
      verdicts.set(one.name, decided.verdict);
      return decided;
    });
}

function listClasses(
  { shared, order }: Configuration,
  client: ClientInScope,
  around: readonly Tree[],
): readonly ClientClass[] {
  const reserved = toNames(client.reservation?.member["client-classes"]);
  const listed = around.flatMap((object) => toNames(object["evaluate-additional-classes"]));
  const needing = new Set(["KNOWN", "UNKNOWN"]);
  const inFile =
    order.classes ??
    Object.keys(shared)
      .filter((key) => key.startsWith("classes."))
      .map(parseSharedName);
  return inFile.map((name) => {
    const properties = shared[classKey(name)]?.properties ?? {};
    const test = typeof properties.test === "string" ? properties.test : undefined;
    const members = [...(test ?? "").matchAll(/member\s*\(\s*'([^']*)'/g)].map(([, one]) => one!);
    const needsReservation = members.some((member) => needing.has(member));
    if (needsReservation) needing.add(name);
    return {
      name,
      test,
      needsReservation,
      isReserved: reserved.includes(name),
      isAdditional: properties["only-in-additional-list"] === true,
      isListed: listed.includes(name),
    };
  });
}

function stageOf({ isReserved, isAdditional, needsReservation }: ClientClass): number {
  if (isReserved) return 1;
  if (isAdditional) return 3;
  return needsReservation ? 2 : 0;
}

function decide(
  { name, test, isReserved, isAdditional, isListed }: ClientClass,
  facts: Parameters<typeof decideTest>[1],
): Pick<Condition, "verdict" | "reason"> {
  if (isReserved) return { verdict: "yes", reason: messages.classReserved() };
  if (/^HA_/.test(name)) return { verdict: "unknown", reason: messages.classOfFailover() };
  if (isAdditional && !isListed) return { verdict: "no", reason: messages.classNotEvaluated() };
  // Releases differ in what they make of an additional class without a test.
  if (test === undefined)
    return { verdict: isListed ? "unknown" : "no", reason: messages.classWithoutTest() };
  return { verdict: decideTest(test, facts), reason: test };
}

/** The manual's "Built-in Client Classes". */
export function builtInVerdict(
  name: string,
  { reservation, isIdentified }: ClientInScope,
): Verdict {
  if (name === "ALL") return "yes";
  if (name !== "KNOWN" && name !== "UNKNOWN") return "unknown";
  if (!isIdentified) return "unknown";
  return (reservation !== undefined) === (name === "KNOWN") ? "yes" : "no";
}
