// Relationships that divide the scopes of one server between them: none may be there alone, so they
// go into one write. Each resource is checked by itself, and knows the others only when it is
// written.
import { messages } from "../core/messages.js";
import type { Relationship } from "../core/model.js";
import type { RelationshipComparison } from "./relationship-comparison.js";
import type { Session } from "./session.js";

/** The time that the checks of one program may be apart, in milliseconds. */
const checksApart = 10_000;
/** The time that the writes to the partners of one program may be apart, in milliseconds. */
const writesApart = 900_000;

export class Division {
  /** Relationships that wait to be written to their primary. */
  private readonly waiting = new Set<string>();
  /** Relationships that will not be written. */
  private readonly failed = new Set<string>();

  constructor(private readonly session: Session) {}

  /**
   * Waits for the other relationships that take the scopes which this one leaves out. Returns their
   * names, or none where it leaves none out. Throws where no relationship takes them.
   */
  async awaitOthers(comparison: RelationshipComparison): Promise<readonly string[]> {
    const { args, primary, desired } = comparison;
    const { unassignedScopes = [] } = desired;
    const findUnassigned = (): readonly string[] => {
      const others = this.listOthers(comparison);
      return unassignedScopes.filter(
        (scope) => !others.some(([, { scopes }]) => scopes.includes(scope)),
      );
    };
    const areAllAssigned = () => findUnassigned().length === 0;
    if (!(await this.session.queue.waitUntil(areAllAssigned, checksApart)))
      throw messages.relationshipUndivided(args.name, primary.label, findUnassigned());
    if (unassignedScopes.length === 0) return [];
    return this.listOthers(comparison)
      .filter(([, { scopes }]) => scopes.some((scope) => unassignedScopes.includes(scope)))
      .map(([name]) => name);
  }

  /**
   * Does the work that comes before the write to the primary, and waits until the others have come
   * as far. Throws where one of them failed.
   */
  async proceedTogether(
    comparison: RelationshipComparison,
    others: readonly string[],
    work: () => Promise<unknown>,
  ): Promise<void> {
    const { args, primary } = comparison;
    const keyOf = (name: string): string => `${primary.snapshot.identity} ${name}`;
    try {
      await work();
    } catch (error) {
      this.failed.add(keyOf(args.name));
      throw error;
    }
    this.waiting.add(keyOf(args.name));
    const listFailed = () => others.filter((name) => this.failed.has(keyOf(name)));
    const isDecided = () =>
      listFailed().length > 0 || others.every((name) => this.waiting.has(keyOf(name)));
    const hasEnded = await this.session.queue.waitUntil(isDecided, writesApart);
    const failed = listFailed();
    if (hasEnded && failed.length === 0) return;
    this.failed.add(keyOf(args.name));
    throw messages.relationshipBatchFailed(
      args.name,
      primary.label,
      failed.length > 0 ? failed : others,
    );
  }

  /** Lists the other relationships that the primary will state. */
  private listOthers({
    args,
    primary,
  }: RelationshipComparison): readonly (readonly [string, Relationship])[] {
    const { relationships } = this.session.expectedWrites.predict(primary.snapshot);
    return Object.entries(relationships).filter(([name]) => name !== args.name);
  }
}
