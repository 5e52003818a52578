// How failover is doing, as running servers say it.

/** One relationship as one of its servers sees it at the moment. */
export interface Health {
  /** The relationship's name. */
  readonly relationship: string;
  /** The same on all servers of this relationship and on no others: its peers. */
  readonly pair: string;
  /** A fingerprint of what both servers must have in common to be in touch, as this one states it; absent where nothing is known of that. */
  readonly terms?: string;
  /** The server's own word for its state. */
  readonly state: string;
  /** Its word for its partner's, where it has one. */
  readonly partnerState?: string;
  /**
   * `passing`: on its way to working, as after a start. `stopped`: by differences between the partners; a replication from the other
   * one ends that. `impaired`: any other state in which the two do not back each other up.
   */
  readonly condition: "working" | "passing" | "stopped" | "impaired";
}

/**
 * Returns whether a relationship comes to work by itself: this server says so, or the other one does. While one of them starts and
 * takes over leases, the other one still counts it as down.
 */
export const isPassing = (one: Health, others: readonly Health[] = []): boolean =>
  one.condition === "passing" ||
  (one.condition === "impaired" &&
    others.some(({ pair, condition }) => pair === one.pair && condition === "passing"));

/** The servers of a failover relationship by the names that they have in it, each with its address where that is sure. */
export type PairMembers = Readonly<Record<string, string | undefined>>;

/** Whether two relationships are of the same servers, as far as can be known: an address that is not sure may be any. */
export function mayBeSamePair(one: PairMembers, other: PairMembers): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    if (!Object.hasOwn(other, name)) return false;
    return one[name] === undefined || other[name] === undefined || one[name] === other[name];
  });
}

/** The relationships of one server that another one is in as well. */
export const listShared = (
  other: readonly Health[] = [],
  all: readonly Health[] = [],
): readonly Health[] => all.filter(({ pair }) => other.some((one) => one.pair === pair));

/** Whether either server says that what they share has stopped. */
export const hasStoppedBetween = (
  one: readonly Health[] | undefined,
  other: readonly Health[] | undefined,
): boolean =>
  [...listShared(one, other), ...listShared(other, one)].some(
    ({ condition }) => condition === "stopped",
  );
