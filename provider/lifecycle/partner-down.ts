// A partner that is down, and a primary that is told so: then it serves all clients. Only the primary is asked and written, for the other one
// does not answer it.
import { messages, type UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";
import type { RelationshipSupport } from "../drivers/index.js";
import type { ServerArgs } from "./arguments.js";
import type { Guard } from "./mirrored.js";
import type { Session } from "./session.js";

/** The primary's word for it: that its partner does not answer, or that it is counted as down. */
export interface Alone {
  readonly primary: {
    readonly args: ServerArgs;
    readonly label: string;
    readonly reading: Snapshot;
  };
  /** What it is to be told; empty where it was. */
  readonly plan: Plan;
}

export function partnerDown(session: Session) {
  /** The state that a server gives a relationship, where it says by that, for its kind, that its partner does not answer it. */
  const silent = (
    { partnerDownStates: words }: RelationshipSupport,
    name: string,
    { failover = [] }: Snapshot,
  ): string | undefined =>
    failover.find(
      ({ relationship, state }) =>
        relationship === name && words !== undefined && [words.from, words.to].includes(state),
    )?.state;

  return {
    silent,

    /** What a primary is to be told; nothing where its partner answers it, which is said. */
    async seen(
      kind: RelationshipSupport,
      name: string,
      driver: string,
      primary: Alone["primary"],
    ): Promise<Alone | UserError | undefined> {
      if (!kind.partnerDownStates)
        return messages.partnerDownNowhere(driver).withProperty("partnerDown");
      const state = silent(kind, name, primary.reading);
      if (state === undefined) {
        session.tell(
          messages.partnerAnswers(
            name,
            primary.label,
            primary.reading.failover?.find(({ relationship }) => relationship === name)?.state,
          ),
        );
        return undefined;
      }
      const { from, to } = kind.partnerDownStates;
      session.tell(messages.partnerIsDown(name, primary.label, state === to));
      return {
        primary,
        plan:
          state === to
            ? []
            : [
                {
                  place: { kind: "relationship", key: name },
                  path: ["state"],
                  current: from,
                  desired: to,
                },
              ],
      };
    },

    /** Tells the primary. Answers how it is afterwards. */
    async write({ primary, plan }: Alone, guard: Guard): Promise<Snapshot> {
      let said = false;
      await session.enqueue({
        partner: primary.args,
        plannedFrom: { partner: primary.reading },
        replan: () => (said ? [] : plan),
        guard: async (changes, now) => {
          await guard(changes, now);
          said = true;
        },
      });
      return session.read(primary.args);
    },
  };
}
