// The partners of one resource: each gets the scopes that are its own, and no others.
import { messages } from "../core/messages.js";
import type { Configuration } from "../core/model.js";
import { findOwners, type ScopeChoice } from "../core/select.js";
import type { PartnerArgs, ServerArgs } from "./arguments.js";

interface Asked {
  readonly partner?: ServerArgs;
  readonly partners?: PartnerArgs;
}

/** The arguments of a resource as they are for one of its partners. */
export type Addressed<A extends Asked> = A & {
  readonly partner: ServerArgs;
  /** The name that the primary's relationships give it; absent where the resource has one partner without a name. */
  readonly partnerName?: string;
};

/** How many partners are written at once where nobody says. A write is mostly waiting for failover, and each one is something a person may have to look after. */
const atOnce = 8;

export const throttle = (limit: number | undefined): number => limit || atOnce;

const addressed = <A extends Asked>(args: A, partnerName: string): Addressed<A> => ({
  ...args,
  partner: args.partners![partnerName]!,
  partnerName,
});

/** All that the arguments name, whether or not they are needed. */
export const partnersNamed = <A extends Asked>(args: A): readonly Addressed<A>[] =>
  args.partners
    ? Object.keys(args.partners).map((name) => addressed(args, name))
    : [args as Addressed<A>];

/** Whether what is told of a partner needs its name beside it. */
export const areSeveral = ({ partners }: Asked): boolean =>
  partners !== undefined && Object.keys(partners).length > 1;

/** Those that the chosen scopes need, and the names of those that none needs. Throws a refusal whose `property` is the argument that is wrong. */
export function partnersNeeded<A extends Asked>(
  args: A,
  choice: ScopeChoice | undefined,
  primary: Configuration,
): { readonly needed: readonly Addressed<A>[]; readonly idle: readonly string[] } {
  if (!choice) return { needed: partnersNamed(args), idle: [] };
  const { partners, unassigned: nobodys } = findOwners(choice, primary);
  if (!args.partners) {
    const taken = [...partners].filter(([, scopes]) => scopes.length > 0);
    if (taken.length > 1) throw messages.partnersWanted(taken).withProperty("partner");
    return { needed: [args as Addressed<A>], idle: [] };
  }
  const names = Object.keys(args.partners);
  if (nobodys.length > 0) throw messages.nobodysScopes(nobodys).withProperty("partners");
  const missing = [...partners].filter(
    ([name, scopes]) => scopes.length > 0 && !names.includes(name),
  );
  if (missing.length > 0) throw messages.partnersMissing(missing, names).withProperty("partners");
  return {
    needed: names.filter((name) => partners.has(name)).map((name) => addressed(args, name)),
    idle: names.filter((name) => (partners.get(name) ?? []).length === 0),
  };
}
