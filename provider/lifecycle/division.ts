// Relationships that divide the scopes of one server between them: none may be there alone, so they go into one write. Each resource is checked
// by itself and knows of the others only when it is written.
import { messages } from "../core/messages.js";
import type { Sighting } from "./related.js";
import type { Session } from "./session.js";

/** For how long the checks of one program may be apart, and the writes to its partners, in milliseconds. */
const checksApart = 10_000;
const writesApart = 900_000;

export function division(session: Session) {
  /** Relationships that wait to be written to their primary, and those that will not come. */
  const come = new Set<string>();
  const gone = new Set<string>();
  const key = (name: string, { primary }: Sighting): string =>
    `${primary.reading.identity} ${name}`;

  return {
    /** The other relationships that the scopes come under which this one leaves out; none where it leaves none out. Throws where there are none. */
    async announced(sighting: Sighting): Promise<readonly string[]> {
      const {
        primary,
        args,
        wanted: { unassignedScopes: leftOut = [] },
      } = sighting;
      const relationships = () =>
        Object.entries(session.predictConfiguration(primary.reading).relationships).filter(
          ([name]) => name !== args.name,
        );
      const left = () =>
        leftOut.filter(
          (scope) => !relationships().some(([, { scopes }]) => scopes.includes(scope)),
        );
      if (!(await session.waitUntil(() => left().length === 0, checksApart)))
        throw messages.relationshipUndivided(args.name, primary.label, left());
      return leftOut.length === 0
        ? []
        : relationships()
            .filter(([, { scopes }]) => scopes.some((scope) => leftOut.includes(scope)))
            .map(([name]) => name);
    },

    /** Does what comes before the write to the primary, and waits until the others have come as far. Throws where one of them failed. */
    async along(
      sighting: Sighting,
      others: readonly string[],
      work: () => Promise<unknown>,
    ): Promise<void> {
      const { args, primary } = sighting;
      try {
        await work();
      } catch (error) {
        gone.add(key(args.name, sighting));
        throw error;
      }
      come.add(key(args.name, sighting));
      const failed = () => others.filter((name) => gone.has(key(name, sighting)));
      const all = await session.waitUntil(
        () => failed().length > 0 || others.every((name) => come.has(key(name, sighting))),
        writesApart,
      );
      if (all && failed().length === 0) return;
      gone.add(key(args.name, sighting));
      throw messages.relationshipWithout(
        args.name,
        primary.label,
        failed().length > 0 ? failed() : others,
      );
    },
  };
}
