// The partners of one resource: each gets the scopes that are its own, and no others.
import { messages } from "../core/messages.js";
import type { Configuration } from "../core/model.js";
import { findOwners, type ScopeChoice } from "../core/select.js";
import type { PartnerArgs, ServerArgs } from "./arguments.js";

/** The arguments that name one partner, or several. */
interface PartnersInArgs {
  readonly partner?: ServerArgs;
  readonly partners?: PartnerArgs;
}

/** The arguments of a resource for one of its partners. */
export type Addressed<A extends PartnersInArgs> = A & {
  readonly partner: ServerArgs;
  /**
   * The partner's name in the primary's relationships. Absent where the resource has one partner
   * without a name.
   */
  readonly partnerName?: string;
};

/**
 * The number of partners written at the same time by default. A write mostly waits for failover,
 * and each one is something that a person may have to look after.
 */
const defaultPartnersAtOnce = 8;

/** Returns the number of partners to write at the same time. */
export const partnersAtOnce = (limit: number | undefined): number => limit || defaultPartnersAtOnce;

const addressPartner = <A extends PartnersInArgs>(args: A, partnerName: string): Addressed<A> => ({
  ...args,
  partner: args.partners![partnerName]!,
  partnerName,
});

/** Lists all partners that the arguments name, needed or not. */
export const listPartners = <A extends PartnersInArgs>(args: A): readonly Addressed<A>[] =>
  args.partners
    ? Object.keys(args.partners).map((name) => addressPartner(args, name))
    : [args as Addressed<A>];

/** Returns whether a sentence about one partner must name it. */
export const hasSeveralPartners = ({ partners }: PartnersInArgs): boolean =>
  partners !== undefined && Object.keys(partners).length > 1;

/** The partners that chosen scopes need, and the names of those that no scope needs. */
interface NeededPartners<A extends PartnersInArgs> {
  readonly needed: readonly Addressed<A>[];
  readonly unneeded: readonly string[];
}

/**
 * Finds the partners that the chosen scopes need. Throws a `UserError` with the property that is
 * wrong.
 */
export function findNeededPartners<A extends PartnersInArgs>(
  args: A,
  choice: ScopeChoice | undefined,
  primary: Configuration,
): NeededPartners<A> {
  if (!choice) return { needed: listPartners(args), unneeded: [] };
  const { partners, unassigned } = findOwners(choice, primary);
  const owning = [...partners].filter(([, scopes]) => scopes.length > 0);
  if (!args.partners) {
    if (owning.length > 1) throw messages.partnersRequired(owning).withProperty("partner");
    return { needed: [args as Addressed<A>], unneeded: [] };
  }
  const names = Object.keys(args.partners);
  if (unassigned.length > 0) throw messages.scopesOfNoPartner(unassigned).withProperty("partners");
  const missing = owning.filter(([name]) => !names.includes(name));
  if (missing.length > 0) throw messages.partnersMissing(missing, names).withProperty("partners");
  return {
    needed: names.filter((name) => partners.has(name)).map((name) => addressPartner(args, name)),
    unneeded: names.filter((name) => (partners.get(name) ?? []).length === 0),
  };
}
