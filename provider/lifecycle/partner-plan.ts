// The plan that makes one partner equal to its primary, together with the changes that it entails.
import { apply } from "../core/apply.js";
import { compare, type Selection } from "../core/compare.js";
import { messages } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import { formatScopedProperty } from "../core/paths.js";
import type { Normalized, Server, Snapshot } from "../drivers/driver.js";
import type { PairComparison } from "./comparison.js";

/** Two servers with the configurations that a plan starts from. */
export interface ExpectedPair {
  readonly primary: Snapshot;
  readonly partner: Snapshot;
  /** The primary's configuration after the writes that were announced before. */
  readonly from: Configuration;
  /** The partner's configuration after the writes that were announced before. */
  readonly to: Configuration;
}

/** The number of plans in a row, each made for what the one before entails, that may settle. */
export const maxRounds = 4;

/**
 * Plans the changes of a partner. A shared object that changes passes other values down to scopes
 * that were equal, so the plan also holds the changes that its own changes entail.
 */
export function planPartner(
  server: Server,
  { primary, partner, from, to }: ExpectedPair,
  selection: Selection,
): Pick<PairComparison, "plan" | "unsupported" | "partnerAfter"> {
  const carryOut = (all: Plan): Normalized =>
    server.normalize(apply(all, to, from), partner, [primary]);
  const compareAfter = ({ configuration }: Normalized): Plan =>
    compare(configuration, from, selection);

  const plan = compare(to, from, selection);
  if (plan.length === 0) return { plan, unsupported: [] };
  const afterPlan = carryOut(plan);
  const entailed = compareAfter(afterPlan);
  if (entailed.length === 0)
    return { plan, unsupported: afterPlan.unsupported, partnerAfter: afterPlan.configuration };

  // The whole is what is written: values of it that the server cannot hold are named beforehand.
  const changes = [...plan, ...entailed];
  const afterAll = carryOut(changes);
  const unsettled =
    afterAll.unsupported.length > 0
      ? []
      : findUnsettled(changes, compareAfter(afterAll), (all) => compareAfter(carryOut(all)));
  const unsupported =
    unsettled.length > 0
      ? [
          messages.valueUnreachable(
            unsettled.map(({ location, path }) => formatScopedProperty(location, path)),
          ),
        ]
      : afterAll.unsupported;
  return { plan: changes, unsupported, partnerAfter: afterAll.configuration };
}

/**
 * Returns the changes that remain each time that plans are carried out, or none where they settle.
 * `changes` holds the first two plans, and `remaining` differs after them.
 */
function findUnsettled(changes: Plan, remaining: Plan, planNext: (all: Plan) => Plan): Plan {
  let all = changes;
  let left = remaining;
  for (let round = 2; left.length > 0 && round < maxRounds; round++) {
    all = [...all, ...left];
    left = planNext(all);
  }
  return left;
}

/**
 * Returns a configuration that is compared with a server, such as its primary's, in the names that
 * this server has for the same things.
 */
export const translateNames = (
  server: Snapshot,
  other: Configuration,
  current: Configuration = server.configuration,
): Configuration => server.inOwnNames?.(current, other) ?? other;

/** Returns a plan with current and desired values exchanged: drift names just what a plan names. */
export const invertPlan = (plan: Plan): Plan =>
  plan.map(({ current, desired, ...change }) => ({
    ...change,
    current: desired,
    desired: current,
  }));
