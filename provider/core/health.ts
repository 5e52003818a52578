// The state of failover, as running servers report it.

/** The current state of one relationship, as one of its servers reports it. */
export interface Health {
  /** The relationship's name. */
  readonly relationship: string;
  /** Identifies the relationship on all its servers, by its peers. */
  readonly pair: string;
  /**
   * A fingerprint of the parameters that must be equal on both servers for them to communicate.
   * Absent: not known.
   */
  readonly terms?: string;
  /** The state in the server's own term, such as `hot-standby`. */
  readonly state: string;
  /** The partner's state, as this server reports it. Absent: not reported. */
  readonly partnerState?: string;
  /**
   * `passing`: will work by itself soon, as after a start. `stopped`: by differences between the
   * partners; a replication from the other one ends that. `impaired`: any other state in which the
   * two do not back each other up.
   */
  readonly condition: "working" | "passing" | "stopped" | "impaired";
}

/**
 * Returns true where a relationship will work by itself: this server reports so, or the other one
 * does. While one of them starts and takes over leases, the other one still counts it as down.
 */
export const isPassing = (one: Health, others: readonly Health[] = []): boolean =>
  one.condition === "passing" ||
  (one.condition === "impaired" &&
    others.some(({ pair, condition }) => pair === one.pair && condition === "passing"));

/**
 * The servers of a failover relationship by their names in it, each with its address where that is
 * certain.
 */
export type PairMembers = Readonly<Record<string, string | undefined>>;

/**
 * Returns true where two relationships may be of the same servers. An address that is not certain
 * may be any.
 */
export function mayBeSamePair(one: PairMembers, other: PairMembers): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    if (!Object.hasOwn(other, name)) return false;
    return one[name] === undefined || other[name] === undefined || one[name] === other[name];
  });
}

/** Returns the relationships in `all` that the other server is in as well. */
export const listShared = (
  other: readonly Health[] = [],
  all: readonly Health[] = [],
): readonly Health[] => all.filter(({ pair }) => other.some((one) => one.pair === pair));

/** Returns true where either server reports that a relationship of the two has stopped. */
export const hasStoppedBetween = (
  one: readonly Health[] | undefined,
  other: readonly Health[] | undefined,
): boolean =>
  [...listShared(one, other), ...listShared(other, one)].some(
    ({ condition }) => condition === "stopped",
  );
