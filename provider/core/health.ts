// How failover is doing, as running servers say it.

/** One relationship as one of its servers sees it at the moment. */
export interface Health {
  /** The relationship's name. */
  readonly relationship: string;
  /** The server's own word for its state. */
  readonly state: string;
  /** Its word for its partner's, where it has one. */
  readonly partnerState?: string;
  /** `stopped`: by differences between the partners; a replication ends that. `impaired`: any other state in which the two do not back each other up. */
  readonly condition: "working" | "stopped" | "impaired";
}

/** The health of these relationships; of all where none of them is known by name. */
export function healthOf(names: readonly string[], all: readonly Health[]): readonly Health[] {
  const some = all.filter(({ relationship }) => names.includes(relationship));
  return some.length > 0 ? some : all;
}
