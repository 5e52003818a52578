// Writes that resources of this operation have announced and not made yet: later checks count with
// them.
import { apply } from "../core/apply.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Server, Snapshot } from "../drivers/driver.js";
import type { Identities } from "./identities.js";

interface ExpectedWrite {
  readonly plan: Plan;
  /** The configuration from which the plan was made. */
  readonly source: Configuration;
}

export class ExpectedWrites {
  /** By the server's identity. */
  private readonly writes = new Map<string, readonly ExpectedWrite[]>();

  constructor(private readonly identities: Identities) {}

  /** Announces a write to a server. Returns a function that takes the announcement back. */
  announce(snapshot: Snapshot, plan: Plan, source: Configuration): () => void {
    const identity = this.identities.identify(snapshot);
    const write: ExpectedWrite = { plan, source };
    const announced = (): readonly ExpectedWrite[] => this.writes.get(identity) ?? [];
    this.writes.set(identity, [...announced(), write]);
    return () => {
      this.writes.set(
        identity,
        announced().filter((other) => other !== write),
      );
    };
  }

  /** Forgets what was announced for a server: it has been written. */
  forget(snapshot: Snapshot): void {
    this.writes.delete(this.identities.identify(snapshot));
  }

  /**
   * Returns what a server will hold after the announced writes. `configuration`: what it holds now.
   */
  predict(snapshot: Snapshot, configuration = snapshot.configuration): Configuration {
    let predicted = configuration;
    for (const { plan, source } of this.writes.get(this.identities.identify(snapshot)) ?? []) {
      predicted = apply(plan, predicted, source);
    }
    return predicted;
  }

  /**
   * Returns what a server cannot hold of a plan and the announced writes. `source`: where the plan
   * comes from.
   */
  findUnsupported(
    server: Server,
    current: Snapshot,
    plan: Plan,
    source: Snapshot,
  ): readonly string[] {
    const desired = apply(plan, this.predict(current), source.configuration);
    return server.normalize(desired, current, [source]).unsupported;
  }
}
